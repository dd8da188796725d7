// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.RunContext;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Minimum cut of an eight-connected pixel grid by augmenting paths with two reused search trees (Boykov, Kolmogorov,
 * "An experimental comparison of min-cut/max-flow algorithms for energy minimization in vision", 2004). Arcs are
 * implicit: arc 8 p + d leads from pixel p in direction d, its reverse is arc 8 q + (7 - d) of the neighbour q.
 */
final class GridCut {
    private static final int[] DX = {-1, 0, 1, -1, 1, -1, 0, 1};
    private static final int[] DY = {-1, -1, -1, 0, 0, 1, 1, 1};
    private static final byte FREE = 0;
    private static final byte SOURCE = 1;
    private static final byte SINK = 2;
    private static final int TERMINAL = 8;
    private static final int ORPHAN = 9;
    private static final int NONE = 10;

    private final int width;
    private final int height;
    private final float[] capacity;
    private final float[] terminal;
    private final byte[] tree;
    private final byte[] parent;
    private final int[] stamp;
    private final int[] depth;
    private final boolean[] queued;
    private final int[] queue;
    private final int[] offset = new int[8];
    private final ArrayDeque<Integer> orphans = new ArrayDeque<>();
    private int head;
    private int waiting;
    private int time;

    GridCut(int width, int height) {
        int n = width * height;
        this.width = width;
        this.height = height;
        this.capacity = new float[8 * n];
        this.terminal = new float[n];
        this.tree = new byte[n];
        this.parent = new byte[n];
        this.stamp = new int[n];
        this.depth = new int[n];
        this.queued = new boolean[n];
        this.queue = new int[n];
        for (int d = 0; d < 8; d++) offset[d] = DY[d] * width + DX[d];
        Arrays.fill(parent, (byte) NONE);
    }

    /** Horizontal and vertical offset of a direction in [0, 8). */
    static int dx(int direction) {
        return DX[direction];
    }

    static int dy(int direction) { return DY[direction]; }

    boolean hasNeighbour(int pixel, int direction) {
        int x = pixel % width + DX[direction];
        int y = pixel / width + DY[direction];
        return x >= 0 && y >= 0 && x < width && y < height;
    }

    /** Cost, at least 0, of separating a pixel from its neighbour. */
    void link(int pixel, int direction, float cost) {
        capacity[8 * pixel + direction] = cost;
        capacity[8 * (pixel + offset[direction]) + 7 - direction] = cost;
    }

    /** Cost of the pixel ending on the sink's side less that of ending on the source's. */
    void prefer(int pixel, float source) {
        terminal[pixel] = source;
    }

    /** Cuts; returns the pixels on the source's side. Call once. */
    boolean[] cut(RunContext context) {
        for (int p = 0; p < terminal.length; p++) {
            if (terminal[p] == 0) continue;
            tree[p] = terminal[p] > 0 ? SOURCE : SINK;
            parent[p] = TERMINAL;
            depth[p] = 1;
            activate(p);
        }
        int rounds = 0;
        while (waiting > 0) {
            int p = queue[head];
            if (tree[p] == FREE) {
                retire();
                continue;
            }
            int bridge = grow(p);
            if (bridge < 0) {
                retire();
                continue;
            }
            if ((++rounds & 1023) == 0) context.check();
            time++;
            augment(bridge);
            while (!orphans.isEmpty()) adopt(orphans.poll());
        }
        boolean[] source = new boolean[tree.length];
        for (int p = 0; p < source.length; p++) source[p] = tree[p] == SOURCE;
        return source;
    }

    private void activate(int p) {
        if (queued[p]) return;
        queued[p] = true;
        int tail = head + waiting++;
        queue[tail >= queue.length ? tail - queue.length : tail] = p;
    }

    private void retire() {
        queued[queue[head]] = false;
        head = head + 1 == queue.length ? 0 : head + 1;
        waiting--;
    }

    /** Residual of the step between p and its neighbour in the direction in which p's tree carries flow away from p. */
    private float outward(int p, int d, int q) {
        return tree[p] == SOURCE ? capacity[8 * p + d] : capacity[8 * q + 7 - d];
    }

    /** Takes free neighbours into p's tree; returns the arc from source to sink tree when they meet, else -1. */
    private int grow(int p) {
        for (int d = 0; d < 8; d++) {
            if (!hasNeighbour(p, d)) continue;
            int q = p + offset[d];
            if (outward(p, d, q) <= 0) continue;
            if (tree[q] == FREE) {
                tree[q] = tree[p];
                parent[q] = (byte) (7 - d);
                stamp[q] = stamp[p];
                depth[q] = depth[p] + 1;
                activate(q);
            } else if (tree[q] != tree[p]) { return tree[p] == SOURCE ? 8 * p + d : 8 * q + 7 - d; }
        }
        return -1;
    }

    private void augment(int bridge) {
        int s = bridge >> 3;
        int t = s + offset[bridge & 7];
        float flow = Math.min(capacity[bridge], Math.min(narrowest(s), narrowest(t)));
        capacity[bridge] -= flow;
        capacity[8 * t + 7 - (bridge & 7)] += flow;
        push(s, flow);
        push(t, flow);
    }

    private float narrowest(int p) {
        float least = Float.MAX_VALUE;
        int q = p;
        while (parent[q] != TERMINAL) {
            int d = parent[q];
            int up = q + offset[d];
            least = Math.min(least, tree[q] == SOURCE ? capacity[8 * up + 7 - d] : capacity[8 * q + d]);
            q = up;
        }
        return Math.min(least, Math.abs(terminal[q]));
    }

    private void push(int p, float flow) {
        int q = p;
        while (parent[q] != TERMINAL) {
            int d = parent[q];
            int up = q + offset[d];
            int along = tree[q] == SOURCE ? 8 * up + 7 - d : 8 * q + d;
            int against = tree[q] == SOURCE ? 8 * q + d : 8 * up + 7 - d;
            capacity[along] -= flow;
            capacity[against] += flow;
            if (capacity[along] == 0) orphan(q);
            q = up;
        }
        terminal[q] -= tree[q] == SOURCE ? flow : -flow;
        if (terminal[q] == 0) orphan(q);
    }

    private void orphan(int p) {
        parent[p] = ORPHAN;
        orphans.push(p);
    }

    private void adopt(int p) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int d = 0; d < 8; d++) {
            if (!hasNeighbour(p, d)) continue;
            int q = p + offset[d];
            if (tree[q] != tree[p] || outward(q, 7 - d, p) <= 0) continue;
            int distance = rootDistance(q);
            if (distance < least) {
                least = distance;
                best = d;
            }
        }
        if (best >= 0) {
            parent[p] = (byte) best;
            stamp[p] = time;
            depth[p] = least + 1;
            return;
        }
        for (int d = 0; d < 8; d++) {
            if (!hasNeighbour(p, d)) continue;
            int q = p + offset[d];
            if (tree[q] != tree[p]) continue;
            if (outward(q, 7 - d, p) > 0) activate(q);
            if (parent[q] == 7 - d) orphan(q);
        }
        tree[p] = FREE;
        parent[p] = NONE;
    }

    /** Steps from p to its tree's terminal, remembered for this round; the largest int when it hangs on an orphan. */
    private int rootDistance(int p) {
        int steps = 0;
        int q = p;
        while (stamp[q] != time && parent[q] < TERMINAL) {
            q += offset[parent[q]];
            steps++;
        }
        if (stamp[q] != time && parent[q] != TERMINAL) return Integer.MAX_VALUE;
        if (parent[q] >= ORPHAN) return Integer.MAX_VALUE;
        if (parent[q] == TERMINAL) {
            stamp[q] = time;
            depth[q] = 1;
        }
        int total = steps + depth[q];
        int distance = total;
        for (q = p; stamp[q] != time; q += offset[parent[q]]) {
            stamp[q] = time;
            depth[q] = distance--;
        }
        return total;
    }
}
