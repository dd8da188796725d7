// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.Mesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/** Binary and text STL. A binary file may begin with "solid" too, so its length decides. */
final class StlReader {
    private static final int HEADER = 84, TRIANGLE = 50, NORMAL = 12;

    private StlReader() {}

    static Mesh read(byte[] file) {
        MeshBuilder mesh = new MeshBuilder("stl");
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long count = file.length < HEADER ? 0 : Integer.toUnsignedLong(in.getInt(HEADER - 4));
        if (file.length >= HEADER && file.length == HEADER + TRIANGLE * count) binary(in, (int) count, mesh);
        else text(new String(file, StandardCharsets.ISO_8859_1), mesh);
        return mesh.mesh();
    }

    private static void binary(ByteBuffer in, int count, MeshBuilder mesh) {
        for (int i = 0; i < count; i++) {
            int at = HEADER + TRIANGLE * i + NORMAL;
            for (int k = 0; k < 3; k++, at += NORMAL) {
                mesh.corner(mesh.vertices());
                mesh.vertex(in.getFloat(at), in.getFloat(at + 4), in.getFloat(at + 8));
            }
            mesh.endPolygon();
        }
    }

    private static void text(String file, MeshBuilder mesh) {
        StringTokenizer words = new StringTokenizer(file);
        if (!words.hasMoreTokens() || !words.nextToken().equals("solid")) {
            throw Problem.unusable(
                    "stl: neither binary nor text STL (got %d bytes, allowed 84 and 50 a triangle, or \"solid\" at the "
                            .formatted(file.length()) + "start). Export the file again.")
                    .exception();
        }
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (word.equals("endloop")) mesh.endPolygon();
            if (!word.equals("vertex")) continue;
            mesh.corner(mesh.vertices());
            mesh.vertex(words);
        }
    }
}
