// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import java.util.Arrays;
import java.util.Optional;

/**
 * Collapses edges inside one patch, cheapest first. Each edge belongs to its end with the smaller number; the heap
 * holds vertices keyed by their cheapest edge. After a collapse only the edges of the merged vertex are costed again; a
 * neighbour that loses its cheapest edge keeps the old cost as a lower bound and is looked at when its turn comes.
 * Edges that fail a check are passed over until an end changes. Works in place on the patch's part of the arrays; one
 * object per thread.
 */
final class GreedyCollapse {
    private final PatchFaces faces = new PatchFaces();
    private final CollapseCheck check = new CollapseCheck(faces);
    private final Quadric quadric = new Quadric();
    private final VertexHeap heap = new VertexHeap();
    private int[] partner = new int[0];
    private boolean[] stale = new boolean[0];
    private float[] costs = new float[64];
    private byte[] killed = new byte[64];
    private int collapses;
    private int removedFaces;
    private final MeshPatches mesh;
    private final float[] positions;
    private final float[] quadrics;
    private final Optional<CollapseGuard> guard;
    private final double endCost;
    private int first;
    private float limit;
    private float bestCost;
    private int bestPartner;

    GreedyCollapse(MeshPatches mesh) { this(mesh, Optional.empty(), 0); }

    /**
     * With a guard that is asked before each collapse.
     *
     * @param endCost
     *            so many times what was collapsed before may a collapse to an end cost, where the best place is
     *            forbidden
     */
    GreedyCollapse(MeshPatches mesh, CollapseGuard guard, double endCost) {
        this(mesh, Optional.of(guard), endCost);
    }

    private GreedyCollapse(MeshPatches mesh, Optional<CollapseGuard> guard, double endCost) {
        this.endCost = endCost;
        this.mesh = mesh;
        this.guard = guard;
        this.positions = mesh.positions;
        this.quadrics = mesh.quadrics;
    }

    /** Costs of the cheapest edge of each vertex of a patch that has one; {@link #costs()} holds them. */
    void survey(int patch) {
        int n = load(patch, Float.POSITIVE_INFINITY);
        collapses = 0;
        for (int v = 0; v < n; v++) {
            cheapest(v, -1, -1);
            if (bestPartner >= 0) log(bestCost, 0);
        }
    }

    /**
     * Collapses edges up to a cost.
     *
     * @param most
     *            number of collapses after which to stop
     * @param mostFaces
     *            number of removed faces after which to stop
     */
    void run(int patch, float maxCost, int most, int mostFaces) {
        int n = load(patch, maxCost);
        for (int v = 0; v < n; v++) refresh(v, -1, -1);
        collapses = 0;
        removedFaces = 0;
        float reached = 0;
        while (!heap.isEmpty() && collapses < most && removedFaces < mostFaces) {
            int u = heap.first();
            if (stale[u]) {
                refresh(u, -1, -1);
                continue;
            }
            float cost = heap.key(u);
            int v = partner[u];
            quadric.place(positions, quadrics, first + u, first + v);
            if (!check.keepsTopology(u, v)
                    || !fits(u, v) && !(guard.isPresent() && fitsAtAnEnd(u, v, Math.max(cost, reached)))) {
                refresh(u, cost, v);
                continue;
            }
            reached = Math.max(reached, cost);
            int dead = collapse(u, v);
            if (guard.isPresent()) guard.get().collapsed(faces, u);
            removedFaces += dead;
            log(reached, dead);
        }
    }

    /** Whether an edge may collapse to where its quadric wants it. */
    private boolean fits(int u, int v) {
        return check.keepsShape(positions, first, u, v, quadric.x, quadric.y, quadric.z)
                && check.keepsShape(positions, first, v, u, quadric.x, quadric.y, quadric.z)
                && (guard.isEmpty() || guard.get().allows(faces, u, v, quadric.x, quadric.y, quadric.z));
    }

    /**
     * Whether it may to one of its ends, which it then is to. An end may cost so much more than the best place that
     * sharp edges would be lost; then other edges come first.
     */
    private boolean fitsAtAnEnd(int u, int v, float usual) {
        double atU = quadric.placeAt(positions, quadrics, first + u, first + v, first + u);
        double atV = quadric.placeAt(positions, quadrics, first + u, first + v, first + v);
        return atU < atV
                ? fitsAt(u, v, u, atU, usual) || fitsAt(u, v, v, atV, usual)
                : fitsAt(u, v, v, atV, usual) || fitsAt(u, v, u, atU, usual);
    }

    private boolean fitsAt(int u, int v, int end, double cost, float usual) {
        if (cost > endCost * usual) return false;
        quadric.placeAt(positions, quadrics, first + u, first + v, first + end);
        return fits(u, v);
    }

    /** Number of collapses of the last run. */
    int collapses() { return collapses; }

    /** Number of faces removed in the last run. */
    int removedFaces() { return removedFaces; }

    /** Greatest cost so far at each collapse. */
    float[] costs() { return costs; }

    /** Faces each collapse removed. */
    byte[] killed() { return killed; }

    private int load(int patch, float maxCost) {
        first = mesh.vertexStarts[patch];
        int n = mesh.vertexStarts[patch + 1] - first;
        faces.load(mesh, patch);
        heap.reset(n);
        if (partner.length < n) {
            partner = new int[n];
            stale = new boolean[n];
        }
        Arrays.fill(stale, 0, n, false);
        limit = maxCost;
        return n;
    }

    /** Writes the patch's faces back; dead ones get a first index of -1. */
    void store(int patch) {
        int at = 3 * mesh.faceStarts[patch];
        int end = 3 * mesh.faceStarts[patch + 1];
        for (int c = 0; at + c < end; c += 3) {
            if (faces.vertices[c] < 0) {
                mesh.triangles[at + c] = -1;
                continue;
            }
            for (int k = 0; k < 3; k++) mesh.triangles[at + c + k] = first + faces.vertices[c + k];
        }
    }

    private void log(float cost, int faceCount) {
        if (collapses == costs.length) {
            costs = Arrays.copyOf(costs, 2 * collapses);
            killed = Arrays.copyOf(killed, 2 * collapses);
        }
        killed[collapses] = (byte) faceCount;
        costs[collapses++] = cost;
    }

    /** Sets a vertex's cheapest edge among those after (cost, partner) in order. */
    private void refresh(int u, float afterCost, int afterPartner) {
        cheapest(u, afterCost, afterPartner);
        stale[u] = false;
        partner[u] = bestPartner;
        heap.set(u, bestPartner < 0 ? Float.POSITIVE_INFINITY : bestCost, limit);
    }

    private void cheapest(int u, float afterCost, int afterPartner) {
        bestCost = Float.POSITIVE_INFINITY;
        bestPartner = -1;
        if (mesh.locked[first + u]) return;
        int mark = faces.newMark();
        for (int c = faces.head[u]; c >= 0; c = faces.next[c]) {
            consider(u, faces.vertices[PatchFaces.after(c)], mark, afterCost, afterPartner);
            consider(u, faces.vertices[PatchFaces.before(c)], mark, afterCost, afterPartner);
        }
    }

    private void consider(int u, int v, int mark, float afterCost, int afterPartner) {
        if (v < u || mesh.locked[first + v] || !faces.mark(v, mark)) return;
        float cost = (float) quadric.place(positions, quadrics, first + u, first + v);
        if (cost < afterCost || cost == afterCost && v <= afterPartner) return;
        if (cost < bestCost || cost == bestCost && v < bestPartner) {
            bestCost = cost;
            bestPartner = v;
        }
    }

    private int collapse(int u, int v) {
        quadric.merge(positions, quadrics, first + u, first + v);
        int dead = faces.merge(u, v);
        mesh.into[first + v] = first + u;
        heap.remove(v);
        Arrays.fill(positions, 3 * (first + v), 3 * (first + v) + 3, Float.NaN);
        int mark = faces.newMark();
        bestCost = Float.POSITIVE_INFINITY;
        bestPartner = -1;
        for (int c = faces.head[u]; c >= 0; c = faces.next[c]) {
            neighbour(u, v, faces.vertices[PatchFaces.after(c)], mark);
            neighbour(u, v, faces.vertices[PatchFaces.before(c)], mark);
        }
        stale[u] = false;
        partner[u] = bestPartner;
        heap.set(u, bestPartner < 0 ? Float.POSITIVE_INFINITY : bestCost, limit);
        return dead;
    }

    private void neighbour(int u, int v, int n, int mark) {
        if (!faces.mark(n, mark)) return;
        faces.sweep(n);
        if (mesh.locked[first + n]) return;
        float cost = (float) quadric.place(positions, quadrics, first + u, first + n);
        if (u < n) {
            if (cost < bestCost || cost == bestCost && n < bestPartner) {
                bestCost = cost;
                bestPartner = n;
            }
        } else if (cost < heap.key(n)) {
            stale[n] = false;
            partner[n] = u;
            heap.set(n, cost, limit);
            return;
        }
        if (partner[n] == u || partner[n] == v) {
            stale[n] = true;
            if (heap.key(n) > limit) heap.set(n, heap.key(n), limit);
        }
    }
}
