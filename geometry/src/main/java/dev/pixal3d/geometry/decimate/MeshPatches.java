// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Boxes;
import dev.pixal3d.geometry.mesh.Morton;
import java.util.Arrays;

/**
 * A mesh cut into compact patches of vertices along a Morton curve, so that a patch can be worked on alone: its
 * vertices and the faces that lie wholly in it are contiguous. Faces between patches come last; vertices they touch are
 * locked. Carries one quadric per vertex (ten floats, relative to the vertex's own position: single precision is enough
 * there, and 10 million vertices need 0.4 GB instead of 0.8). Dead vertices have a NaN position, dead faces a first
 * index of -1; cutting anew drops them.
 */
final class MeshPatches {
    static final int QUADRIC = 10;
    private static final int MAX_GRID_BITS = 8;

    final float[] positions;
    final float[] quadrics;
    final int[] triangles;
    /** First vertex of each patch, one more than there are patches. */
    final int[] vertexStarts;
    /** First face of each patch; from the last entry on faces lie between patches. */
    final int[] faceStarts;
    final boolean[] locked;
    /** The vertex of the same patch that each vertex was merged into, -1 while it lives. */
    final int[] into;

    private MeshPatches(float[] positions, float[] quadrics, int[] triangles, int[] vertexStarts, int[] faceStarts) {
        this.positions = positions;
        this.quadrics = quadrics;
        this.triangles = triangles;
        this.vertexStarts = vertexStarts;
        this.faceStarts = faceStarts;
        this.locked = new boolean[positions.length / 3];
        this.into = new int[positions.length / 3];
        Arrays.fill(into, -1);
    }

    /**
     * The same patches with positions and quadrics of their own, for a trial; faces are shared and must not be stored.
     */
    MeshPatches scratchCopy() {
        MeshPatches copy = new MeshPatches(positions.clone(), quadrics.clone(), triangles, vertexStarts, faceStarts);
        System.arraycopy(locked, 0, copy.locked, 0, locked.length);
        return copy;
    }

    /** The same patches with arrays of their own. */
    MeshPatches copy() {
        MeshPatches copy = new MeshPatches(positions.clone(), quadrics.clone(), triangles.clone(), vertexStarts,
                faceStarts);
        System.arraycopy(locked, 0, copy.locked, 0, locked.length);
        System.arraycopy(into, 0, copy.into, 0, into.length);
        return copy;
    }

    int count() { return vertexStarts.length - 1; }

    int vertices() { return positions.length / 3; }

    int faces() { return triangles.length / 3; }

    /** Cuts a mesh; {@code quadrics} is empty or as long as there are vertices. */
    static MeshPatches cut(float[] positions, float[] quadrics, int[] triangles, int patchSize, int pass,
            Parallel parallel) {
        int[] patchOf = assign(positions, patchSize, pass, parallel);
        int patches = 1;
        for (int p : patchOf) patches = Math.max(patches, p + 1);
        int between = patches;
        CountingSort vertices = CountingSort.of(patchOf.length, patches, v -> patchOf[v], parallel);
        CountingSort faces = CountingSort.of(triangles.length / 3, patches + 1,
                f -> triangles[3 * f] < 0
                        ? -1
                        : patchOf[triangles[3 * f]] == patchOf[triangles[3 * f + 1]]
                                && patchOf[triangles[3 * f]] == patchOf[triangles[3 * f + 2]]
                                        ? patchOf[triangles[3 * f]]
                                        : between,
                parallel);
        int liveVertices = vertices.starts()[patches];
        int liveFaces = faces.starts()[patches + 1];
        MeshPatches out = new MeshPatches(new float[3 * liveVertices], new float[QUADRIC * liveVertices],
                new int[3 * liveFaces], vertices.starts(), Arrays.copyOf(faces.starts(), patches + 1));
        int[] place = vertices.places();
        parallel.range(place.length, 1 << 14, (from, to) -> {
            for (int v = from; v < to; v++) {
                if (place[v] < 0) continue;
                System.arraycopy(positions, 3 * v, out.positions, 3 * place[v], 3);
                if (quadrics.length > 0) {
                    System.arraycopy(quadrics, QUADRIC * v, out.quadrics, QUADRIC * place[v], QUADRIC);
                }
            }
        });
        parallel.range(faces.places().length, 1 << 14, (from, to) -> {
            for (int f = from; f < to; f++) {
                int at = faces.places()[f];
                if (at < 0) continue;
                for (int k = 0; k < 3; k++) out.triangles[3 * at + k] = place[triangles[3 * f + k]];
            }
        });
        for (int i = 3 * out.faceStarts[patches]; i < out.triangles.length; i++) out.locked[out.triangles[i]] = true;
        return out;
    }

    /** Patch of each vertex, -1 for dead ones. */
    private static int[] assign(float[] positions, int patchSize, int pass, Parallel parallel) {
        int n = positions.length / 3;
        int[] out = new int[n];
        float[] box = Boxes.of(positions);
        int live = 0;
        for (int v = 0; v < n; v++) {
            if (Float.isNaN(positions[3 * v])) out[v] = -1;
            else live++;
        }
        if (live <= patchSize) return out;
        double extent = Math.max(1e-9, Boxes.extent(box));
        int bits = 4;
        while (bits < MAX_GRID_BITS && (1L << 2 * bits) < 64L * live / patchSize) bits++;
        double[] origin = new double[3];
        for (int k = 0; k < 3; k++) origin[k] = box[k] - extent * fraction(3 * pass + k);
        double scale = (1 << bits) / (2.0 * extent) * (1 - 1e-6);
        int shift = bits;
        parallel.range(n, 1 << 14, (from, to) -> {
            for (int v = from; v < to; v++) {
                if (out[v] < 0) continue;
                int code = 0;
                for (int k = 0; k < 3; k++) {
                    int c = Math.clamp((long) ((positions[3 * v + k] - origin[k]) * scale), 0, (1 << shift) - 1);
                    code |= Morton.spread(c) << k;
                }
                out[v] = code;
            }
        });
        int[] counts = new int[1 << 3 * bits];
        for (int v = 0; v < n; v++) if (out[v] >= 0) counts[out[v]]++;
        int patches = Math.max(1, live / patchSize);
        long seen = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            int count = counts[cell];
            counts[cell] = (int) Math.min(patches - 1, seen * patches / live);
            seen += count;
        }
        parallel.range(n, 1 << 14, (from, to) -> {
            for (int v = from; v < to; v++) if (out[v] >= 0) out[v] = counts[out[v]];
        });
        return out;
    }

    /** A fixed low-discrepancy sequence in [0, 1): another cut in every pass. */
    private static double fraction(int i) {
        return (0.5 + i * 0.6180339887498949) % 1;
    }
}
