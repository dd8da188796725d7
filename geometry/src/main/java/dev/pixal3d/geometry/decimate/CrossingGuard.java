// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Boxes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.NearVertices;
import dev.pixal3d.geometry.mesh.SelfIntersections;
import java.util.Arrays;

/**
 * Takes back collapses that made the surface meet itself or put vertices closer together than
 * {@link NearVertices#APART}. Keeps the mesh as it was before a pass; afterwards it looks for pairs of faces that
 * intersect and for near vertices, freezes all vertices that were merged into theirs, puts the patches of these back
 * and names them, to be collapsed again without the frozen ones. What a frozen vertex may not do another edge of its
 * patch does instead, so the number of faces stays what it was. Patches that are not collapsed again stay as they were
 * before the pass, so putting back alone ends with nothing new.
 */
final class CrossingGuard {
    /** Boxes around what changed at most: each face is compared with all of them. */
    private static final int MOST_BOXES = 64;
    private final MeshPatches mesh;
    private final float[] positions;
    private final float[] quadrics;
    private final int[] triangles;
    private final Parallel parallel;
    /** Patches that were collapsed since the last look. */
    private boolean[] changed;
    /** What the last look saw; empty before the first. */
    private float[] lookedPositions = new float[0];
    private int[] lookedTriangles = new int[0];

    /** Keeps the state before a pass. */
    CrossingGuard(MeshPatches mesh, Parallel parallel) {
        this.mesh = mesh;
        this.parallel = parallel;
        positions = mesh.positions.clone();
        quadrics = mesh.quadrics.clone();
        triangles = mesh.triangles.clone();
        changed = new boolean[mesh.count()];
        Arrays.fill(changed, true);
    }

    /**
     * Looks for intersections of what was collapsed since the last look and puts the patches they come from back.
     *
     * @param exact
     *            whether to find every pair, not only crossings of parts that look different ways
     * @return the patches to collapse again, ascending; empty when there is nothing to take back
     */
    int[] undo(boolean exact) {
        int[] faces = lookedTriangles.length == 0 ? liveFaces() : facesNear(boxes(freshFaces()));
        int[] corners = new int[3 * faces.length];
        for (int i = 0; i < faces.length; i++) System.arraycopy(mesh.triangles, 3 * faces[i], corners, 3 * i, 3);
        Mesh live = new Mesh(mesh.positions, corners);
        long[] pairs = exact ? SelfIntersections.pairs(live, parallel) : SelfIntersections.crossings(live, parallel);
        long[] near = NearVertices.pairs(mesh.positions, merged(), NearVertices.APART, parallel);
        changed = new boolean[mesh.count()];
        if (pairs.length == 0 && near.length == 0) return new int[0];
        boolean[] involved = new boolean[mesh.vertices()];
        for (long pair : pairs) {
            for (int k = 0; k < 3; k++) {
                involved[corners[3 * (int) (pair >>> 32) + k]] = true;
                involved[corners[3 * (int) pair + k]] = true;
            }
        }
        for (long pair : near) {
            involved[(int) (pair >>> 32)] = true;
            involved[(int) pair] = true;
        }
        freeze(involved);
        int[] patches = new int[mesh.count()];
        int n = 0;
        for (int patch = 0; patch < mesh.count(); patch++) { if (changed[patch]) patches[n++] = patch; }
        lookedPositions = mesh.positions.clone();
        lookedTriangles = mesh.triangles.clone();
        for (int i = 0; i < n; i++) putBack(patches[i]);
        return Arrays.copyOf(patches, n);
    }

    /** Vertices that others were merged into in changed patches. */
    private int[] merged() {
        boolean[] root = new boolean[mesh.vertices()];
        int[] out = new int[root.length];
        int n = 0;
        for (int patch = 0; patch < mesh.count(); patch++) {
            for (int v = mesh.vertexStarts[patch]; changed[patch] && v < mesh.vertexStarts[patch + 1]; v++) {
                int into = mesh.into[v];
                if (into < 0 || mesh.into[into] >= 0 || root[into]) continue;
                root[into] = true;
                out[n++] = into;
            }
        }
        return Arrays.copyOf(out, n);
    }

    /** Locks the vertices that were merged into others that are involved, and these, and marks their patches. */
    private void freeze(boolean[] involved) {
        for (int patch = 0; patch < mesh.count(); patch++) {
            for (int v = mesh.vertexStarts[patch]; v < mesh.vertexStarts[patch + 1]; v++) {
                if (mesh.into[v] < 0) continue;
                int root = mesh.into[v];
                while (mesh.into[root] >= 0) root = mesh.into[root];
                if (!involved[root]) continue;
                mesh.locked[v] = true;
                mesh.locked[root] = true;
                changed[patch] = true;
            }
        }
    }

    private void putBack(int patch) {
        int from = mesh.vertexStarts[patch];
        int n = mesh.vertexStarts[patch + 1] - from;
        System.arraycopy(positions, 3 * from, mesh.positions, 3 * from, 3 * n);
        System.arraycopy(quadrics, MeshPatches.QUADRIC * from, mesh.quadrics, MeshPatches.QUADRIC * from,
                MeshPatches.QUADRIC * n);
        Arrays.fill(mesh.into, from, from + n, -1);
        int face = mesh.faceStarts[patch];
        System.arraycopy(triangles, 3 * face, mesh.triangles, 3 * face, 3 * (mesh.faceStarts[patch + 1] - face));
    }

    private int[] liveFaces() {
        int[] out = new int[mesh.faces()];
        int n = 0;
        for (int f = 0; f < out.length; f++) if (mesh.triangles[3 * f] >= 0) out[n++] = f;
        return Arrays.copyOf(out, n);
    }

    /** Live faces that the last look did not see as they are. */
    private int[] freshFaces() {
        int[] out = new int[mesh.faces()];
        int n = 0;
        for (int patch = 0; patch < mesh.count(); patch++) {
            for (int f = mesh.faceStarts[patch]; changed[patch] && f < mesh.faceStarts[patch + 1]; f++) {
                if (mesh.triangles[3 * f] >= 0 && fresh(f)) out[n++] = f;
            }
        }
        return Arrays.copyOf(out, n);
    }

    private boolean fresh(int face) {
        for (int c = 3 * face; c < 3 * face + 3; c++) {
            int v = mesh.triangles[c];
            if (v != lookedTriangles[c]
                    || Arrays.mismatch(mesh.positions, 3 * v, 3 * v + 3, lookedPositions, 3 * v, 3 * v + 3) >= 0)
                return true;
        }
        return false;
    }

    /** A box around each face, or where they are many around each {@link #MOST_BOXES}th part of them. */
    private float[] boxes(int[] faces) {
        int count = Math.min(faces.length, MOST_BOXES);
        float[] boxes = new float[6 * count];
        float[] one = new float[6];
        for (int box = 0; box < count; box++) {
            int from = (int) ((long) faces.length * box / count);
            Boxes.ofFace(mesh.positions, mesh.triangles, faces[from], boxes, 6 * box);
            for (int i = from + 1; i < (int) ((long) faces.length * (box + 1) / count); i++) {
                Boxes.ofFace(mesh.positions, mesh.triangles, faces[i], one, 0);
                for (int k = 0; k < 3; k++) {
                    boxes[6 * box + k] = Math.min(boxes[6 * box + k], one[k]);
                    boxes[6 * box + 3 + k] = Math.max(boxes[6 * box + 3 + k], one[3 + k]);
                }
            }
        }
        return boxes;
    }

    /** Live faces that reach into a box. */
    private int[] facesNear(float[] boxes) {
        int[] live = liveFaces();
        int n = 0;
        for (int f : live) if (reachesInto(f, boxes)) live[n++] = f;
        return Arrays.copyOf(live, n);
    }

    private boolean reachesInto(int face, float[] boxes) {
        float[] p = mesh.positions;
        int a = 3 * mesh.triangles[3 * face];
        int b = 3 * mesh.triangles[3 * face + 1];
        int c = 3 * mesh.triangles[3 * face + 2];
        for (int box = 0; box < boxes.length; box += 6) {
            boolean meets = true;
            for (int k = 0; k < 3 && meets; k++) {
                meets = Math.min(p[a + k], Math.min(p[b + k], p[c + k])) <= boxes[box + 3 + k]
                        && Math.max(p[a + k], Math.max(p[b + k], p[c + k])) >= boxes[box + k];
            }
            if (meets) return true;
        }
        return false;
    }
}
