// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import dev.pixal3d.core.Parallel;
import java.util.Arrays;

/**
 * Pairs of faces that meet in more than their common vertices: crossing, touching, folded onto each other or doubled,
 * decided exactly ({@link FacePair}). Distinct vertices at one position touch, so they count too. Faces without area
 * belong to no pair. Candidates come from a tree of boxes searched against itself.
 *
 * <p>
 * Where that is too slow, {@link #crossings} passes over parts of the surface that look one way: two nodes of the tree
 * whose faces all see the same of 32 directions hold a piece that can be projected along it without folds (Volino and
 * Magnenat-Thalmann, "Efficient Self-Collision Detection on Smoothly Discretized Surface Animations").
 * {@link FoldedCells} first leaves out faces with nothing else around them. It finds crossings of opposite sides of a
 * solid and folds, not those of two sheets that look the same way.
 *
 * <p>
 * Measured on 490,000 faces, processor seconds with the tree, busy machine: 0.9 for all pairs, 0.15 for crossings.
 */
public final class SelfIntersections {
    private static final int TASKS = 256;
    /** Tests of nodes and faces that a bounded search may make: a sound surface needs about 50 a face. */
    private static final long TESTS_PER_FACE = 1000;
    private static final long MIN_TESTS = 1 << 17;
    /** What a pair that is found costs of these. */
    private static final long TESTS_PER_PAIR = 100;

    private final Mesh mesh;
    private final Bvh tree;
    /** Per node the directions that all its faces see, one bit each; all zero when every pair counts. */
    private final int[] seen;

    private SelfIntersections(Mesh mesh, Bvh tree, int[] seen) {
        this.mesh = mesh;
        this.tree = tree;
        this.seen = seen;
    }

    /**
     * How many pairs of faces intersect, in bounded time for any mesh: where very many boxes overlap, as in a file that
     * holds one face a million times, the search ends early.
     *
     * @param pairs
     *            that were found
     * @param complete
     *            whether these are all
     */
    public record Count(int pairs, boolean complete) {}

    /** Counts; the same for any number of threads. */
    public static Count count(Mesh mesh, Parallel parallel) {
        if (mesh.triangleCount() < 2) return new Count(0, true);
        Bvh tree = Bvh.of(mesh, parallel);
        long tests = Math.max(MIN_TESTS, TESTS_PER_FACE * (mesh.triangleCount() / TASKS + 1));
        Found[] found = new SelfIntersections(mesh, tree, new int[2 * tree.leaves()]).search(tests, parallel);
        return new Count(Arrays.stream(found).mapToInt(f -> f.count).sum(),
                Arrays.stream(found).noneMatch(Found::spent));
    }

    /**
     * The pairs in ascending order, each as {@code lower face << 32 | higher face}; the same for any number of threads.
     */
    public static long[] pairs(Mesh mesh, Parallel parallel) {
        if (mesh.triangleCount() < 2) return new long[0];
        Bvh tree = Bvh.of(mesh, parallel);
        return new SelfIntersections(mesh, tree, new int[2 * tree.leaves()]).sorted(parallel);
    }

    /** The pairs between parts of the surface that look different ways, a subset of {@link #pairs}. */
    public static long[] crossings(Mesh mesh, Parallel parallel) {
        int[] faces = FoldedCells.faces(mesh, parallel);
        if (faces.length < 2) return new long[0];
        int[] corners = new int[3 * faces.length];
        for (int i = 0; i < faces.length; i++) System.arraycopy(mesh.triangles(), 3 * faces[i], corners, 3 * i, 3);
        Mesh folded = new Mesh(mesh.positions(), corners);
        Bvh tree = Bvh.of(folded, parallel);
        int leaves = tree.leaves();
        int[] seen = new int[2 * leaves];
        parallel.range(leaves, TASKS, (from, to) -> {
            double[] normal = new double[3];
            for (int leaf = from; leaf < to; leaf++) {
                int all = SeenDirections.ALL;
                for (int i = tree.begin(leaf); i < tree.begin(leaf + 1); i++) {
                    all &= SeenDirections.of(folded, tree.face(i), normal);
                }
                seen[leaves + leaf] = all;
            }
        });
        for (int node = leaves - 1; node > 0; node--) seen[node] = seen[2 * node] & seen[2 * node + 1];
        long[] pairs = new SelfIntersections(folded, tree, seen).sorted(parallel);
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (long) faces[(int) (pairs[i] >>> 32)] << 32 | faces[(int) pairs[i]];
        }
        return pairs;
    }

    private long[] sorted(Parallel parallel) {
        Found[] found = search(Long.MAX_VALUE, parallel);
        long[] pairs = new long[Arrays.stream(found).mapToInt(f -> f.count).sum()];
        int at = 0;
        for (Found f : found) {
            System.arraycopy(f.pairs, 0, pairs, at, f.count);
            at += f.count;
        }
        Arrays.sort(pairs);
        return pairs;
    }

    /** Searches in parts, each of which may test so many pairs of nodes and faces. */
    private Found[] search(long tests, Parallel parallel) {
        int nodes = Math.min(TASKS, tree.leaves());
        Found[] found = new Found[nodes];
        parallel.range(nodes, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                found[i] = new Found(mesh, tests);
                within(nodes + i, found[i]);
                // what lies to the right of the node, by the largest subtrees
                for (int node = nodes + i; node > 1; node /= 2) {
                    if (node % 2 == 0) between(nodes + i, node + 1, found[i]);
                }
            }
        });
        return found;
    }

    private void within(int node, Found found) {
        if (seen[node] != 0) return;
        if (node < tree.leaves()) {
            within(2 * node, found);
            within(2 * node + 1, found);
            between(2 * node, 2 * node + 1, found);
            return;
        }
        int end = tree.begin(node - tree.leaves() + 1);
        for (int i = tree.begin(node - tree.leaves()); i < end; i++) {
            for (int j = i + 1; j < end; j++) found.test(tree.face(i), tree.face(j));
        }
    }

    private void between(int a, int b, Found found) {
        found.left--;
        if (found.spent() || (seen[a] & seen[b]) != 0 || !tree.boxesMeet(a, b)) return;
        int leaves = tree.leaves();
        if (a < leaves && a <= b) {
            between(2 * a, b, found);
            between(2 * a + 1, b, found);
        } else if (b < leaves) {
            between(a, 2 * b, found);
            between(a, 2 * b + 1, found);
        } else {
            for (int i = tree.begin(a - leaves); i < tree.begin(a - leaves + 1); i++) {
                for (int j = tree.begin(b - leaves); j < tree.begin(b - leaves + 1); j++) {
                    found.test(tree.face(i), tree.face(j));
                }
            }
        }
    }

    private static final class Found {
        private final FacePair pair;
        private long[] pairs = new long[4];
        private int count;
        private long left;

        Found(Mesh mesh, long tests) {
            this.pair = new FacePair(mesh);
            this.left = tests;
        }

        boolean spent() { return left <= 0; }

        void test(int f, int g) {
            left--;
            if (!pair.intersect(f, g)) return;
            left -= TESTS_PER_PAIR;
            if (count == pairs.length) pairs = Arrays.copyOf(pairs, 2 * count);
            pairs[count++] = (long) Math.min(f, g) << 32 | Math.max(f, g);
        }
    }
}
