// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import java.util.Arrays;

/**
 * Straightens the borders between charts. Merging leaves them jagged at the size of the last small charts; here a face
 * joins the neighbouring chart that holds most of the faces around its corners, when it fits into that chart's cone. A
 * few sweeps act like a median filter: shorter seams, tighter packing. Stray pieces join a neighbour or become charts.
 */
final class ChartSmoothing {
    private static final int SWEEPS = 8;
    /** Pieces of at most this many faces join a neighbour where they can. */
    private static final int STRAY = 12;

    private final FaceGeometry geometry;
    private final int[] faces;
    private final double cosCone;
    private final int[] label;
    private final double[] axis;
    private final int[] start;
    private final int[] fans;

    private ChartSmoothing(FaceGeometry geometry, int[] faces, int[] chart, double coneDegrees) {
        this.geometry = geometry;
        this.faces = faces;
        this.cosCone = Math.cos(Math.toRadians(coneDegrees));
        int charts = 0;
        label = new int[geometry.faceCount()];
        Arrays.fill(label, -1);
        for (int i = 0; i < faces.length; i++) {
            label[faces[i]] = chart[i];
            charts = Math.max(charts, chart[i] + 1);
        }
        axis = axes(charts);
        int[] t = geometry.mesh().triangles();
        start = new int[geometry.mesh().vertexCount() + 1];
        for (int f : faces) { for (int k = 0; k < 3; k++) start[t[3 * f + k] + 1]++; }
        for (int v = 0; v + 1 < start.length; v++) start[v + 1] += start[v];
        fans = new int[start[start.length - 1]];
        int[] fill = Arrays.copyOf(start, start.length - 1);
        for (int f : faces) { for (int k = 0; k < 3; k++) fans[fill[t[3 * f + k]]++] = f; }
    }

    /**
     * Smooths a clustering.
     *
     * @param chart
     *            chart of each of {@code faces}, from 0
     * @return the new chart of each of them; every chart is connected
     */
    static int[] smooth(FaceGeometry geometry, int[] faces, int[] chart, double coneDegrees) {
        ChartSmoothing s = new ChartSmoothing(geometry, faces, chart, coneDegrees);
        for (int sweep = 0; sweep < SWEEPS; sweep++) { if (!s.sweep()) break; }
        return s.pieces();
    }

    private double[] axes(int charts) {
        double[] sum = new double[3 * charts];
        for (int f : faces) { for (int k = 0; k < 3; k++) sum[3 * label[f] + k] += geometry.areaVector(f, k); }
        for (int c = 0; c < sum.length; c += 3) {
            double length = Math.sqrt(sum[c] * sum[c] + sum[c + 1] * sum[c + 1] + sum[c + 2] * sum[c + 2]);
            for (int k = 0; k < 3 && length > 0; k++) sum[c + k] /= length;
        }
        return sum;
    }

    private boolean fits(int face, int chart) {
        double dot = 0;
        for (int k = 0; k < 3; k++) dot += axis[3 * chart + k] * geometry.areaVector(face, k);
        return dot >= cosCone * geometry.area(face);
    }

    private boolean sweep() {
        boolean moved = false;
        for (int f : faces) {
            int best = label[f];
            int most = 0;
            for (int k = 0; k < 3; k++) {
                int o = geometry.opposite()[3 * f + k];
                int other = o < 0 ? -1 : label[o / 3];
                if (other < 0 || other == label[f] || other == best) continue;
                if (most == 0) most = votes(f, label[f]);
                int votes = votes(f, other);
                if (votes <= most || !fits(f, other)) continue;
                best = other;
                most = votes;
            }
            if (best == label[f]) continue;
            label[f] = best;
            moved = true;
        }
        return moved;
    }

    /** Faces of a chart around the corners of a face, counted once for each corner. */
    private int votes(int face, int chart) {
        int votes = 0;
        for (int k = 0; k < 3; k++) {
            int v = geometry.mesh().triangles()[3 * face + k];
            // around a vertex with very many faces the vote of some is enough
            int end = Math.min(start[v + 1], start[v] + 64);
            for (int i = start[v]; i < end; i++) { if (label[fans[i]] == chart) votes++; }
        }
        return votes;
    }

    /** Numbers connected pieces; small ones first try to join the neighbour they share most of their border with. */
    private int[] pieces() {
        int[] piece = new int[geometry.faceCount()];
        Arrays.fill(piece, -1);
        int[] queue = new int[faces.length];
        int count = 0;
        for (int pass = 0; pass < 2; pass++) {
            Arrays.fill(piece, -1);
            count = 0;
            for (int seed : faces) {
                if (piece[seed] >= 0) continue;
                int size = flood(seed, count++, piece, queue);
                if (pass == 0 && size <= STRAY) join(queue, size);
            }
        }
        int[] out = new int[faces.length];
        for (int i = 0; i < faces.length; i++) out[i] = piece[faces[i]];
        return out;
    }

    private int flood(int seed, int number, int[] piece, int[] queue) {
        int read = 0, write = 0;
        queue[write++] = seed;
        piece[seed] = number;
        while (read < write) {
            int f = queue[read++];
            for (int k = 0; k < 3; k++) {
                int o = geometry.opposite()[3 * f + k];
                if (o < 0 || piece[o / 3] >= 0 || label[o / 3] != label[seed]) continue;
                piece[o / 3] = number;
                queue[write++] = o / 3;
            }
        }
        return write;
    }

    private void join(int[] members, int size) {
        int own = label[members[0]], best = -1;
        double longest = 0;
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < 3; k++) {
                int o = geometry.opposite()[3 * members[i] + k];
                int other = o < 0 ? -1 : label[o / 3];
                if (other < 0 || other == own || other == best) continue;
                double shared = shared(members, size, other);
                if (shared <= longest || !fit(members, size, other)) continue;
                longest = shared;
                best = other;
            }
        }
        for (int i = 0; i < size && best >= 0; i++) label[members[i]] = best;
    }

    private boolean fit(int[] members, int size, int chart) {
        for (int i = 0; i < size; i++) { if (!fits(members[i], chart)) return false; }
        return true;
    }

    private double shared(int[] members, int size, int chart) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < 3; k++) {
                int o = geometry.opposite()[3 * members[i] + k];
                if (o >= 0 && label[o / 3] == chart) sum += geometry.edgeLength(3 * members[i] + k);
            }
        }
        return sum;
    }
}
