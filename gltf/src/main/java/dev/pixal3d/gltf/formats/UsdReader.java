// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.Mesh;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/** Points and polygons of all meshes of a USD text layer, each in its own frame. */
final class UsdReader {
    private static final String MESH = "def Mesh", POINTS = "point3f[] points", COUNTS = "int[] faceVertexCounts",
            INDICES = "int[] faceVertexIndices";

    private UsdReader() {}

    static Mesh read(byte[] layer) {
        String text = new String(layer, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#usda")) {
            throw Problem.unusable("usd: the layer is not text (got a binary layer, allowed \"#usda\" at the start)."
                    + " Convert it with usdcat first.").exception();
        }
        MeshBuilder mesh = new MeshBuilder("usd");
        for (int at = text.indexOf(MESH); at >= 0;) {
            int end = text.indexOf(MESH, at + 1);
            part(text, at, end < 0 ? text.length() : end, mesh);
            at = end;
        }
        return mesh.mesh();
    }

    private static void part(String text, int from, int to, MeshBuilder mesh) {
        int first = mesh.vertices();
        StringTokenizer points = array(text, POINTS, from, to);
        while (points.hasMoreTokens()) mesh.vertex(points);
        StringTokenizer counts = array(text, COUNTS, from, to);
        StringTokenizer indices = array(text, INDICES, from, to);
        while (counts.hasMoreTokens()) {
            int corners = Words.whole("usd", counts);
            for (int k = 0; k < corners; k++) { mesh.corner(first + Words.whole("usd", indices)); }
            mesh.endPolygon();
        }
    }

    /** The numbers of an array; none when the mesh does not have it. */
    private static StringTokenizer array(String text, String declaration, int from, int to) {
        int name = text.indexOf(declaration, from);
        int open = name < 0 || name >= to ? -1 : text.indexOf('[', name + declaration.length());
        int close = open < 0 ? -1 : text.indexOf(']', open);
        return new StringTokenizer(close < 0 ? "" : text.substring(open + 1, close), " ,()\t\r\n");
    }
}
