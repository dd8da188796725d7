// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;
import java.util.StringTokenizer;

/** Vertices and polygons as a reader meets them; polygons become fans of triangles. */
final class MeshBuilder {
    private final String format;
    private float[] positions = new float[3 << 10];
    private int[] triangles = new int[3 << 10];
    private int[] polygon = new int[8];
    private int coordinates, indices, corners;

    /**
     * @param format
     *            for messages
     */
    MeshBuilder(String format) { this.format = format; }

    int vertices() { return coordinates / 3; }

    /** The vertex whose coordinates are the next words. */
    void vertex(StringTokenizer words) {
        vertex(Words.number(format, words), Words.number(format, words), Words.number(format, words));
    }

    void vertex(double x, double y, double z) {
        if (!(Math.abs(x) <= Float.MAX_VALUE && Math.abs(y) <= Float.MAX_VALUE && Math.abs(z) <= Float.MAX_VALUE)) {
            throw Problem
                    .unusable("%s: vertex %d is no point (got %s, %s, %s, allowed finite numbers). Export it again."
                            .formatted(format, vertices(), x, y, z))
                    .exception();
        }
        if (coordinates == positions.length) positions = Arrays.copyOf(positions, Math.multiplyExact(2, coordinates));
        positions[coordinates++] = (float) x;
        positions[coordinates++] = (float) y;
        positions[coordinates++] = (float) z;
    }

    /** The next corner of the polygon under way; vertices count from 0 and may follow later. */
    void corner(int vertex) {
        if (corners == polygon.length) polygon = Arrays.copyOf(polygon, 2 * corners);
        polygon[corners++] = vertex;
    }

    void endPolygon() {
        for (int k = 2; k < corners; k++) {
            if (indices == triangles.length) triangles = Arrays.copyOf(triangles, Math.multiplyExact(2, indices));
            triangles[indices++] = polygon[0];
            triangles[indices++] = polygon[k - 1];
            triangles[indices++] = polygon[k];
        }
        corners = 0;
    }

    Mesh mesh() {
        for (int i = 0; i < indices; i++) {
            if (triangles[i] < 0 || triangles[i] >= vertices()) {
                throw Problem.unusable(
                        "%s: a face names a vertex that is not there (got %d, allowed 0 to %d). Export the file again."
                                .formatted(format, triangles[i], vertices() - 1))
                        .exception();
            }
        }
        return new Mesh(Arrays.copyOf(positions, coordinates), Arrays.copyOf(triangles, indices));
    }
}
