// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.geometry.mesh.Edges;
import dev.pixal3d.geometry.mesh.Mesh;

/**
 * The cost CuMesh's simplification gives to an edge, for comparing decimators: quadric error of the edge's middle (or
 * of its one boundary end) with unit plane weights, plus small terms for length and for thin triangles left behind;
 * infinite where a face would turn over. {@link QuadricDecimation} places vertices freely and weights planes by area
 * instead.
 */
public final class ReferenceEdgeCost {
    private static final double LENGTH = 1e-2;
    private static final double SKINNY = 1e-3;

    private final Mesh mesh;
    private final int[] starts;
    private final int[] corners;
    private final double[] quadrics;
    private final boolean[] boundary;

    private ReferenceEdgeCost(Mesh mesh, int[] starts, int[] corners, boolean[] boundary) {
        this.mesh = mesh;
        this.starts = starts;
        this.corners = corners;
        this.boundary = boundary;
        this.quadrics = new double[MeshPatches.QUADRIC * mesh.vertexCount()];
        for (int f = 0; f < mesh.triangleCount(); f++) addFace(f);
    }

    public static ReferenceEdgeCost of(Mesh mesh) {
        int[] t = mesh.triangles();
        int[] starts = new int[mesh.vertexCount() + 1];
        for (int v : t) starts[v + 1]++;
        for (int v = 0; v < mesh.vertexCount(); v++) starts[v + 1] += starts[v];
        int[] at = starts.clone();
        int[] corners = new int[t.length];
        for (int c = 0; c < t.length; c++) corners[at[t[c]]++] = c;
        boolean[] boundary = new boolean[mesh.vertexCount()];
        Edges edges = Edges.of(mesh.vertexCount(), t);
        for (int e = 0; e < edges.count(); e++) {
            if (edges.faces(e) != 1) continue;
            int h = edges.halfEdges()[edges.starts()[e]];
            boundary[t[h]] = true;
            boundary[t[Edges.next(h)]] = true;
        }
        return new ReferenceEdgeCost(mesh, starts, corners, boundary);
    }

    private void addFace(int face) {
        double[] n = normal(face, -1, -1, new double[3]);
        double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        if (!(length > 0)) return;
        double[] plane = {n[0] / length, n[1] / length, n[2] / length, 0};
        int a = 3 * mesh.triangles()[3 * face];
        for (int k = 0; k < 3; k++) plane[3] -= plane[k] * mesh.positions()[a + k];
        for (int k = 0; k < 3; k++) {
            int at = MeshPatches.QUADRIC * mesh.triangles()[3 * face + k];
            for (int i = 0; i < 4; i++) for (int j = i; j < 4; j++) quadrics[at++] += plane[i] * plane[j];
        }
    }

    /** Cross product of a face's edges with the vertices u and v moved to {@code moved}. */
    private double[] normal(int face, int u, int v, double[] moved) {
        double[] p = new double[9];
        for (int k = 0; k < 3; k++) {
            int vertex = mesh.triangles()[3 * face + k];
            for (int j = 0; j < 3; j++) {
                p[3 * k + j] = vertex == u || vertex == v ? moved[j] : mesh.positions()[3 * vertex + j];
            }
        }
        double[] n = new double[5];
        for (int j = 0; j < 3; j++) {
            int b = (j + 1) % 3;
            int c = (j + 2) % 3;
            n[j] = (p[3 + b] - p[b]) * (p[6 + c] - p[c]) - (p[3 + c] - p[c]) * (p[6 + b] - p[b]);
            n[3] += square(p[3 + j] - p[j]) + square(p[6 + j] - p[3 + j]) + square(p[j] - p[6 + j]);
        }
        n[4] = 0.5 * Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        return n;
    }

    private static double square(double x) { return x * x; }

    /** The cost of the edge between two vertices. */
    public double cost(int u, int v) {
        double share = boundary[u] == boundary[v] ? 0.5 : boundary[u] ? 0 : 1;
        double[] point = new double[3];
        double length2 = 0;
        for (int k = 0; k < 3; k++) {
            double a = mesh.positions()[3 * u + k];
            double b = mesh.positions()[3 * v + k];
            point[k] = a + share * (b - a);
            length2 += square(b - a);
        }
        double[] h = {point[0], point[1], point[2], 1};
        double error = 0;
        int at = 0;
        for (int i = 0; i < 4; i++) {
            for (int j = i; j < 4; j++, at++) {
                double q = quadrics[MeshPatches.QUADRIC * u + at] + quadrics[MeshPatches.QUADRIC * v + at];
                error += (i == j ? 1 : 2) * q * h[i] * h[j];
            }
        }
        double skinny = 0;
        int kept = 0;
        for (int end = 0; end < 2; end++) {
            int w = end == 0 ? u : v;
            for (int i = starts[w]; i < starts[w + 1]; i++) {
                int face = corners[i] / 3;
                if (has(face, end == 0 ? v : u)) continue;
                double[] before = normal(face, -1, -1, point);
                double[] after = normal(face, u, v, point);
                if (before[0] * after[0] + before[1] * after[1] + before[2] * after[2] < 0) {
                    return Double.POSITIVE_INFINITY;
                }
                skinny += 1 - Math.clamp(4 * Math.sqrt(3) * after[4] / after[3], 0, 1);
                kept++;
            }
        }
        return error + LENGTH * length2 + (kept == 0 ? 0 : SKINNY * skinny / kept * length2);
    }

    private boolean has(int face, int v) {
        int[] t = mesh.triangles();
        return t[3 * face] == v || t[3 * face + 1] == v || t[3 * face + 2] == v;
    }
}
