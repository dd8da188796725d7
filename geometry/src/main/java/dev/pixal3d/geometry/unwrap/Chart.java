// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.mesh.UnionFind;
import java.util.Arrays;

/**
 * One chart while it is flattened: its faces with vertices of its own. Two corners share a chart vertex only when the
 * fan of faces between them lies in the chart, so that fans which merely touch in a point, and the banks of a cut, can
 * move apart.
 *
 * @param faces
 *            faces of the mesh, length m
 * @param triangles
 *            chart vertices of these faces, length 3m
 * @param source
 *            mesh vertex of each chart vertex, length n
 * @param border
 *            corners (of {@code triangles}) whose edge is on the border
 * @param uv
 *            flat position of each chart vertex in mesh units, length 2n, filled by the flattening
 */
record Chart(int[] faces, int[] triangles, int[] source, int[] border, double[] uv) {
    int vertexCount() { return source.length; }

    int triangleCount() { return faces.length; }

    /**
     * Makes a chart of some faces.
     *
     * @param chartOf
     *            per face of the mesh a chart number, equal for exactly these faces
     * @param slotOf
     *            per face of the mesh its place in {@code faces}
     */
    static Chart of(FaceGeometry geometry, int[] faces, int[] chartOf, int[] slotOf) {
        int corners = 3 * faces.length;
        UnionFind group = new UnionFind(corners);
        int[] border = new int[corners];
        int borders = 0;
        int[] opposite = geometry.opposite();
        for (int c = 0; c < corners; c++) {
            int o = opposite[3 * faces[c / 3] + c % 3];
            if (o < 0 || chartOf[o / 3] != chartOf[faces[0]]) {
                border[borders++] = c;
                continue;
            }
            int twin = 3 * slotOf[o / 3] + o % 3;
            if (twin < c) continue;
            group.join(c, FaceAdjacency.next(twin));
            group.join(FaceAdjacency.next(c), twin);
        }
        int[] triangles = new int[corners];
        int[] source = new int[corners];
        int vertices = 0;
        for (int c = 0; c < corners; c++) {
            int root = group.find(c);
            if (root == c) {
                source[vertices] = geometry.mesh().triangles()[3 * faces[c / 3] + c % 3];
                triangles[c] = vertices++;
            } else {
                triangles[c] = triangles[root];
            }
        }
        return new Chart(faces, triangles, Arrays.copyOf(source, vertices), Arrays.copyOf(border, borders),
                new double[2 * vertices]);
    }

    /** Area of the upright box around the flat chart, each side longer by a margin. */
    double box(double margin) {
        double x0 = Double.POSITIVE_INFINITY, y0 = x0, x1 = Double.NEGATIVE_INFINITY, y1 = x1;
        for (int v = 0; v < uv.length; v += 2) {
            x0 = Math.min(x0, uv[v]);
            x1 = Math.max(x1, uv[v]);
            y0 = Math.min(y0, uv[v + 1]);
            y1 = Math.max(y1, uv[v + 1]);
        }
        return (x1 - x0 + margin) * (y1 - y0 + margin);
    }

    /** Twice the signed area of a triangle in the plane. */
    double doubleArea(int triangle) {
        int a = 2 * triangles[3 * triangle], b = 2 * triangles[3 * triangle + 1], c = 2 * triangles[3 * triangle + 2];
        return (uv[b] - uv[a]) * (uv[c + 1] - uv[a + 1]) - (uv[b + 1] - uv[a + 1]) * (uv[c] - uv[a]);
    }
}
