// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.Selection;

/**
 * A bounding volume hierarchy that answers one question: is anything in the way of a ray. Binary, split at the median
 * triangle of the longest axis, nodes in depth-first order (the left child follows its parent). Immutable, thread-safe.
 */
final class RayTree {
    private static final int LEAF = 4;
    private static final int MAX_DEPTH = 64;

    private final float[] positions;
    private final int[] triangles;
    /** Triangles in the order of leaves. */
    private final int[] order;
    /** Per node the lower and upper corner. */
    private final float[] boxes;
    /** Per node the right child, or -1 - first triangle of a leaf. */
    private final int[] links;
    private final int[] counts;
    private int nodes;

    RayTree(Mesh mesh) {
        positions = mesh.positions();
        triangles = mesh.triangles();
        int n = mesh.triangleCount();
        order = new int[n];
        for (int i = 0; i < n; i++) order[i] = i;
        int most = Math.max(1, 2 * n);
        boxes = new float[6 * most];
        links = new int[most];
        counts = new int[most];
        float[] centres = new float[3 * n];
        for (int c = 0; c < 9 * n; c++) centres[c / 9 * 3 + c % 3] += positions[3 * triangles[c / 3] + c % 3];
        if (n > 0) build(0, n, centres);
    }

    private int build(int from, int to, float[] centres) {
        int node = nodes++;
        for (int k = 0; k < 3; k++) {
            boxes[6 * node + k] = Float.POSITIVE_INFINITY;
            boxes[6 * node + 3 + k] = Float.NEGATIVE_INFINITY;
        }
        for (int i = 3 * from; i < 3 * to; i++) {
            int v = 3 * triangles[3 * order[i / 3] + i % 3];
            for (int k = 0; k < 3; k++) {
                boxes[6 * node + k] = Math.min(boxes[6 * node + k], positions[v + k]);
                boxes[6 * node + 3 + k] = Math.max(boxes[6 * node + 3 + k], positions[v + k]);
            }
        }
        if (to - from <= LEAF) {
            links[node] = -1 - from;
            counts[node] = to - from;
            return node;
        }
        int axis = longestAxis(node);
        int middle = (from + to) >>> 1;
        Selection.nth(order, from, to - 1, middle, (a, b) -> less(a, b, axis, centres));
        build(from, middle, centres);
        links[node] = build(middle, to, centres);
        return node;
    }

    private float extent(int node, int axis) { return boxes[6 * node + 3 + axis] - boxes[6 * node + axis]; }

    private int longestAxis(int node) {
        int axis = 0;
        for (int k = 1; k < 3; k++) { if (extent(node, k) > extent(node, axis)) axis = k; }
        return axis;
    }

    private static boolean less(int a, int b, int axis, float[] centres) {
        int c = Float.compare(centres[3 * a + axis], centres[3 * b + axis]);
        return c != 0 ? c < 0 : a < b;
    }

    /** Whether a triangle lies on {@code p + t d} for a t in (0, reach). */
    boolean blocked(float px, float py, float pz, float dx, float dy, float dz, float reach) {
        if (nodes == 0) return false;
        float ix = 1 / dx, iy = 1 / dy, iz = 1 / dz;
        int[] stack = new int[MAX_DEPTH];
        int top = 0;
        stack[top++] = 0;
        while (top > 0) {
            int node = stack[--top];
            if (!enters(node, px, py, pz, ix, iy, iz, reach)) continue;
            if (links[node] >= 0) {
                stack[top++] = links[node];
                stack[top++] = node + 1;
                continue;
            }
            int first = -1 - links[node];
            for (int i = first; i < first + counts[node]; i++) {
                if (hits(order[i], px, py, pz, dx, dy, dz, reach)) return true;
            }
        }
        return false;
    }

    private boolean enters(int node, float px, float py, float pz, float ix, float iy, float iz, float reach) {
        int b = 6 * node;
        float x0 = (boxes[b] - px) * ix, x1 = (boxes[b + 3] - px) * ix;
        float y0 = (boxes[b + 1] - py) * iy, y1 = (boxes[b + 4] - py) * iy;
        float z0 = (boxes[b + 2] - pz) * iz, z1 = (boxes[b + 5] - pz) * iz;
        float near = Math.max(Math.max(Math.min(x0, x1), Math.min(y0, y1)), Math.min(z0, z1));
        float far = Math.min(Math.min(Math.max(x0, x1), Math.max(y0, y1)), Math.max(z0, z1));
        // written so that a NaN (a ray in the plane of a face) enters
        return !(near > far) && !(far < 0) && !(near > reach);
    }

    /** Moeller and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection". */
    private boolean hits(int t, float px, float py, float pz, float dx, float dy, float dz, float reach) {
        int a = 3 * triangles[3 * t], b = 3 * triangles[3 * t + 1], c = 3 * triangles[3 * t + 2];
        float ux = positions[b] - positions[a], uy = positions[b + 1] - positions[a + 1];
        float uz = positions[b + 2] - positions[a + 2];
        float vx = positions[c] - positions[a], vy = positions[c + 1] - positions[a + 1];
        float vz = positions[c + 2] - positions[a + 2];
        float qx = dy * vz - dz * vy, qy = dz * vx - dx * vz, qz = dx * vy - dy * vx;
        float det = ux * qx + uy * qy + uz * qz;
        if (det == 0) return false;
        float sx = px - positions[a], sy = py - positions[a + 1], sz = pz - positions[a + 2];
        float s = (sx * qx + sy * qy + sz * qz) / det;
        if (!(s >= 0 && s <= 1)) return false;
        float rx = sy * uz - sz * uy, ry = sz * ux - sx * uz, rz = sx * uy - sy * ux;
        float w = (dx * rx + dy * ry + dz * rz) / det;
        if (!(w >= 0 && s + w <= 1)) return false;
        float at = (vx * rx + vy * ry + vz * rz) / det;
        return at > 0 && at < reach;
    }
}
