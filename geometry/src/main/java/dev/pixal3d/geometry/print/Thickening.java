// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.print;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.VertexNormals;

/**
 * Makes thin walls thicker by moving both of their sides outwards, each by half of what is missing. Triangles stay as
 * they are, so a closed mesh stays closed; where the surface is thick enough nothing moves but a soft border around
 * what does. Rejected: a distance field around the surface, which thickens and rounds everything.
 */
public final class Thickening {
    private static final int MOST_PASSES = 4;
    private static final int BORDER = 3;
    /** A little more than is missing, because a moved wall is measured at other points. */
    private static final double EXTRA = 1.05;
    /** Share of a thickness that a printer cannot tell from all of it. */
    public static final double ENOUGH = 0.98;

    private Thickening() {}

    /**
     * Thickens.
     *
     * @param mesh
     *            closed, wound outward, each vertex once
     * @param least
     *            thickness that its walls get, in its units
     * @return the same triangles; the mesh itself when nothing is too thin
     */
    public static Mesh of(Mesh mesh, double least, RunContext context) {
        Mesh grown = mesh;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            context.at("thicken", (double) pass / MOST_PASSES);
            float[] normals = VertexNormals.of(grown);
            WallThickness walls = WallThickness.of(grown, normals, least, context);
            if (walls.shareBelow(ENOUGH * least) == 0) break;
            grown = new Mesh(moved(grown, normals, shifts(grown, walls, least)), grown.triangles());
        }
        return grown;
    }

    /** How far each vertex moves: what it lacks, and around it less and less. */
    private static float[] shifts(Mesh mesh, WallThickness walls, double least) {
        float[] need = new float[mesh.vertexCount()];
        for (int v = 0; v < need.length; v++) need[v] = (float) (EXTRA * Math.max(0, least - walls.ofVertex()[v]) / 2);
        float[] shift = need;
        for (int ring = 0; ring < BORDER; ring++) shift = spread(mesh, shift, need);
        return shift;
    }

    /** The mean of each vertex's neighbours, but never less than it needs. */
    private static float[] spread(Mesh mesh, float[] shift, float[] need) {
        float[] sum = new float[shift.length];
        int[] count = new int[shift.length];
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i++) {
            sum[t[i]] += shift[t[FaceAdjacency.next(i)]];
            count[t[i]]++;
        }
        float[] out = new float[shift.length];
        for (int v = 0; v < out.length; v++) out[v] = Math.max(need[v], count[v] == 0 ? 0 : sum[v] / count[v]);
        return out;
    }

    private static float[] moved(Mesh mesh, float[] normals, float[] shift) {
        float[] p = mesh.positions().clone();
        for (int i = 0; i < p.length; i++) p[i] += shift[i / 3] * normals[i];
        return p;
    }
}
