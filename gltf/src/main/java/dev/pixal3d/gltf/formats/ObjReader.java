// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.Mesh;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/** Positions and polygons of a Wavefront OBJ; negative numbers count back from the last vertex. */
final class ObjReader {
    private ObjReader() {}

    static Mesh read(byte[] file) {
        MeshBuilder mesh = new MeshBuilder("obj");
        // a backslash at the end continues the line
        new String(file, StandardCharsets.ISO_8859_1).replaceAll("\\\\\r?\n", " ").lines()
                .forEach(line -> line(line, mesh));
        return mesh.mesh();
    }

    private static void line(String line, MeshBuilder mesh) {
        StringTokenizer words = new StringTokenizer(line);
        if (!words.hasMoreTokens()) return;
        String keyword = words.nextToken();
        if (keyword.equals("v")) {
            mesh.vertex(words);
        } else if (keyword.equals("f")) {
            while (words.hasMoreTokens()) {
                String corner = words.nextToken();
                int slash = corner.indexOf('/');
                int vertex = Words.whole("obj", slash < 0 ? corner : corner.substring(0, slash));
                mesh.corner(vertex < 0 ? mesh.vertices() + vertex : vertex - 1);
            }
            mesh.endPolygon();
        }
    }
}
