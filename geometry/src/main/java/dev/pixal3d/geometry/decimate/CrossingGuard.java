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
    private final MeshPatches mesh;
    private final float[] positions;
    private final float[] quadrics;
    private final int[] triangles;
    private final Parallel parallel;
    /** Patches that were collapsed since the last look. */
    private boolean[] changed;

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
        int[] faces = facesNearChanges();
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

    /** Live faces that reach into the box of a changed patch. */
    private int[] facesNearChanges() {
        int patches = 0;
        for (boolean c : changed) patches += c ? 1 : 0;
        boolean all = patches == mesh.count();
        float[] boxes = new float[6 * patches];
        int at = 0;
        for (int patch = 0; patch < mesh.count() && !all; patch++) {
            if (!changed[patch]) continue;
            float[] box = Boxes.of(Arrays.copyOfRange(mesh.positions, 3 * mesh.vertexStarts[patch],
                    3 * mesh.vertexStarts[patch + 1]));
            System.arraycopy(box, 0, boxes, 6 * at++, 6);
        }
        int[] out = new int[mesh.faces()];
        int n = 0;
        for (int f = 0; f < out.length; f++) {
            if (mesh.triangles[3 * f] >= 0 && (all || reachesInto(f, boxes))) out[n++] = f;
        }
        return Arrays.copyOf(out, n);
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
