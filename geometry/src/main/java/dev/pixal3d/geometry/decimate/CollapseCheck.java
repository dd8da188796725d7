// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.geometry.mesh.NearVertices;

/**
 * Whether an edge may collapse: the link condition of Dey et al. (1999) keeps the topology, limits on valence keep the
 * mesh workable, and no face may turn by more than about 78 degrees or become a needle, no edge shorter than
 * {@link NearVertices#APART}. A face without height has no normal that could turn; it must not block its own removal.
 */
final class CollapseCheck {
    static final int MAX_VALENCE = 40;
    /** Squared cosine of the largest turn of a face. */
    private static final double MIN_COS2 = 0.04;
    /** Least squared double area over squared sum of squared edges (1/12 for an equilateral triangle). */
    private static final double MIN_SHAPE = 3e-4;
    /** Height, in world units, below which a face's normal is rounding of its coordinates. */
    private static final double FLAT = 2e-7;
    private static final double APART2 = NearVertices.APART * NearVertices.APART;

    private final PatchFaces faces;
    private final double[] old = new double[5];
    private final double[] changed = new double[5];

    CollapseCheck(PatchFaces faces) { this.faces = faces; }

    /** Topology: collapsing (u, v) leaves a manifold of the same kind. */
    boolean keepsTopology(int u, int v) {
        int markU = faces.newMark();
        int shared = 0;
        int aroundU = 0;
        int ringU = 0;
        for (int c = faces.head[u]; c >= 0; c = faces.next[c]) {
            int a = faces.vertices[PatchFaces.after(c)];
            int b = faces.vertices[PatchFaces.before(c)];
            aroundU++;
            if (faces.mark(a, markU)) ringU++;
            if (faces.mark(b, markU)) ringU++;
            if (a == v || b == v) {
                shared++;
                if (faces.faces(a == v ? b : a) < 2) return false;
            }
        }
        int markV = faces.newMark();
        int common = 0;
        int aroundV = 0;
        int ringV = 0;
        for (int c = faces.head[v]; c >= 0; c = faces.next[c]) {
            aroundV++;
            for (int k = 0; k < 2; k++) {
                int n = faces.vertices[k == 0 ? PatchFaces.after(c) : PatchFaces.before(c)];
                boolean ofU = faces.marked(n, markU);
                if (faces.mark(n, markV)) {
                    ringV++;
                    if (ofU) common++;
                }
            }
        }
        int valence = ringU + ringV - 2 - common;
        if (common != shared || shared > 2 || valence > MAX_VALENCE) return false;
        boolean borderU = ringU != aroundU;
        boolean borderV = ringV != aroundV;
        if (shared == 2) return !(borderU && borderV) && valence >= 3;
        return borderU && borderV && valence >= 2;
    }

    /** Geometry: no face at u other than those with v flips or degenerates when u moves to the point. */
    boolean keepsShape(float[] p, int first, int u, int v, double x, double y, double z) {
        for (int c = faces.head[u]; c >= 0; c = faces.next[c]) {
            int a = faces.vertices[PatchFaces.after(c)];
            int b = faces.vertices[PatchFaces.before(c)];
            if (a == v || b == v) continue;
            int i = 3 * (first + a);
            int j = 3 * (first + b);
            int w = 3 * (first + u);
            double ex = (double) p[j] - p[i];
            double ey = (double) p[j + 1] - p[i + 1];
            double ez = (double) p[j + 2] - p[i + 2];
            measure(p[w] - (double) p[i], p[w + 1] - (double) p[i + 1], p[w + 2] - (double) p[i + 2], ex, ey, ez, old);
            measure(x - p[i], y - p[i + 1], z - p[i + 2], ex, ey, ez, changed);
            double dot = old[0] * changed[0] + old[1] * changed[1] + old[2] * changed[2];
            double old2 = old[0] * old[0] + old[1] * old[1] + old[2] * old[2];
            double new2 = changed[0] * changed[0] + changed[1] * changed[1] + changed[2] * changed[2];
            if (old2 > FLAT * FLAT * old[3] && (dot <= 0 || dot * dot < MIN_COS2 * old2 * new2)) return false;
            double edge2 = changed[4];
            if (edge2 < APART2 && edge2 < old[4]) return false;
            double shape = changed[3] * changed[3];
            if (new2 < MIN_SHAPE * shape && new2 * old[3] * old[3] <= old2 * shape) return false;
        }
        return true;
    }

    /**
     * Cross product of the edges from a to the apex and from a to b, the sum of the squared edges, the first's square.
     */
    private static void measure(double ux, double uy, double uz, double ex, double ey, double ez, double[] out) {
        out[0] = ey * uz - ez * uy;
        out[1] = ez * ux - ex * uz;
        out[2] = ex * uy - ey * ux;
        double wx = ex - ux;
        double wy = ey - uy;
        double wz = ez - uz;
        out[4] = ux * ux + uy * uy + uz * uz;
        out[3] = out[4] + ex * ex + ey * ey + ez * ez + wx * wx + wy * wy + wz * wz;
    }
}
