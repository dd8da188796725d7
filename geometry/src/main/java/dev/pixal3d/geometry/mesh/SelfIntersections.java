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
 * Where that is too slow, {@link #crossings} passes over pairs of faces that look one way: a piece of surface whose
 * faces all see one direction can be projected along it without folds (Volino and Magnenat-Thalmann, "Efficient
 * Self-Collision Detection on Smoothly Discretized Surface Animations"), so only where {@link FoldedCells} has a cell
 * without a common direction are faces compared, and of these only those that look different ways. It finds crossings
 * of opposite sides of a solid and folds, not those of two sheets that look the same way. Of two closed solids that
 * come to touch, it is sides that face each other which meet first.
 *
 * <p>
 * Tried for crossings: a tree over the faces of folded cells, whose nodes know what all their faces see. Of 84,000
 * faces of a picture's model it took 36 ms where comparing the faces of each cell takes 22 (processor time, once warm).
 * Passing over all pairs that see one direction, 16 ms, missed folds whose faces look up to 100 degrees apart.
 */
public final class SelfIntersections {
    private static final int TASKS = 256;
    /** Faces that see so many directions both look one way: their normals are within about 50 degrees. */
    private static final int ALIKE = 4;
    /** Cells of one task. */
    private static final int CELLS = 1 << 10;
    /** Faces of one cell from which on they get a tree of their own. */
    private static final int CROWDED = 1 << 10;
    /** Tests of nodes and faces that a bounded search may make: a sound surface needs about 50 a face. */
    private static final long TESTS_PER_FACE = 1000;
    private static final long MIN_TESTS = 1 << 17;
    /** What a pair that is found costs of these. */
    private static final long TESTS_PER_PAIR = 100;

    private final Mesh mesh;
    private final Bvh tree;
    /** Around each face, in the tree's order. */
    private final float[] boxes;

    private SelfIntersections(Mesh mesh, Parallel parallel) {
        this.mesh = mesh;
        this.tree = Bvh.of(mesh, parallel);
        boxes = new float[Math.multiplyExact(6, mesh.triangleCount())];
        parallel.range(mesh.triangleCount(), 1 << 12, (from, to) -> {
            for (int i = from; i < to; i++) {
                Boxes.ofFace(mesh.positions(), mesh.triangles(), tree.face(i), boxes, 6 * i);
            }
        });
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
        long tests = Math.max(MIN_TESTS, TESTS_PER_FACE * (mesh.triangleCount() / TASKS + 1));
        Found[] found = new SelfIntersections(mesh, parallel).search(tests, parallel);
        return new Count(Arrays.stream(found).mapToInt(f -> f.count).sum(),
                Arrays.stream(found).noneMatch(Found::spent));
    }

    /**
     * The pairs in ascending order, each as {@code lower face << 32 | higher face}; the same for any number of threads.
     */
    public static long[] pairs(Mesh mesh, Parallel parallel) {
        if (mesh.triangleCount() < 2) return new long[0];
        return new SelfIntersections(mesh, parallel).sorted(parallel);
    }

    /** The pairs between faces that look different ways, a subset of {@link #pairs}, as these are ordered. */
    public static long[] crossings(Mesh mesh, Parallel parallel) {
        FoldedCells.Found folded = FoldedCells.of(mesh, parallel);
        int cells = folded.starts().length - 1;
        int parts = (cells + CELLS - 1) / CELLS;
        long[][] found = new long[parts][];
        parallel.each(parts, part -> {
            CellSearch search = new CellSearch(folded, new Found(mesh, Long.MAX_VALUE));
            int end = Math.min(cells, (part + 1) * CELLS);
            for (int cell = part * CELLS; cell < end; cell++) search.within(cell);
            found[part] = Arrays.copyOf(search.found.pairs, search.found.count);
        });
        // faces may have many cells in common
        return Arrays.stream(found).flatMapToLong(Arrays::stream).sorted().distinct().toArray();
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
        if (node < tree.leaves()) {
            within(2 * node, found);
            within(2 * node + 1, found);
            between(2 * node, 2 * node + 1, found);
            return;
        }
        int end = tree.begin(node - tree.leaves() + 1);
        for (int i = tree.begin(node - tree.leaves()); i < end; i++) test(i, i + 1, end, found);
    }

    private void between(int a, int b, Found found) {
        found.left--;
        if (found.spent() || !tree.boxesMeet(a, b)) return;
        int leaves = tree.leaves();
        if (a < leaves && a <= b) {
            between(2 * a, b, found);
            between(2 * a + 1, b, found);
        } else if (b < leaves) {
            between(a, 2 * b, found);
            between(a, 2 * b + 1, found);
        } else {
            int from = tree.begin(b - leaves);
            int to = tree.begin(b - leaves + 1);
            for (int i = tree.begin(a - leaves); i < tree.begin(a - leaves + 1); i++) test(i, from, to, found);
        }
    }

    /** Tests the face at a place of the tree's order against others. */
    private void test(int i, int from, int to, Found found) {
        for (int j = from; j < to; j++) {
            found.left--;
            if (Boxes.meet(boxes, 6 * i, 6 * j)) found.test(tree.face(i), tree.face(j));
        }
    }

    /** Tests the faces of one cell, gathered so that they lie side by side. */
    private static final class CellSearch {
        private final FoldedCells.Found folded;
        private final Found found;
        private int[] seen = new int[64];
        private float[] boxes = new float[6 * seen.length];

        CellSearch(FoldedCells.Found folded, Found found) {
            this.folded = folded;
            this.found = found;
        }

        /** Whether two faces look different ways; round a vertex, what sees one direction lies side by side. */
        private boolean differ(int f, int g, int seenByBoth) {
            return seenByBoth == 0 || Integer.bitCount(seenByBoth) < ALIKE && !found.pair.share(f, g);
        }

        void within(int cell) {
            int from = folded.starts()[cell];
            int n = folded.starts()[cell + 1] - from;
            if (n > CROWDED) {
                withinCrowded(from, n);
                return;
            }
            if (n > seen.length) {
                seen = new int[2 * n];
                boxes = new float[12 * n];
            }
            for (int i = 0; i < n; i++) {
                int face = folded.faces()[from + i];
                seen[i] = folded.seen()[face];
                System.arraycopy(folded.boxes(), 6 * face, boxes, 6 * i, 6);
            }
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    if (!Boxes.meet(boxes, 6 * i, 6 * j)) continue;
                    int f = folded.faces()[from + i];
                    int g = folded.faces()[from + j];
                    if (differ(f, g, seen[i] & seen[j])) found.test(f, g);
                }
            }
        }

        /** Where faces are far smaller than elsewhere, trying all pairs of a cell would take forever. */
        private void withinCrowded(int from, int n) {
            Mesh mesh = found.mesh;
            int[] corners = new int[3 * n];
            for (int i = 0; i < n; i++) {
                System.arraycopy(mesh.triangles(), 3 * folded.faces()[from + i], corners, 3 * i, 3);
            }
            for (long pair : pairs(new Mesh(mesh.positions(), corners), Parallel.sequential())) {
                int f = folded.faces()[from + (int) (pair >>> 32)];
                int g = folded.faces()[from + (int) pair];
                if (differ(f, g, folded.seen()[f] & folded.seen()[g])) found.add(f, g);
            }
        }
    }

    private static final class Found {
        private final Mesh mesh;
        private final FacePair pair;
        private long[] pairs = new long[4];
        private int count;
        private long left;

        Found(Mesh mesh, long tests) {
            this.mesh = mesh;
            this.pair = new FacePair(mesh);
            this.left = tests;
        }

        boolean spent() { return left <= 0; }

        void test(int f, int g) {
            // always in this order: coordinates far below others may make the answer depend on it
            if (!pair.intersect(Math.min(f, g), Math.max(f, g))) return;
            left -= TESTS_PER_PAIR;
            add(f, g);
        }

        void add(int f, int g) {
            if (count == pairs.length) pairs = Arrays.copyOf(pairs, 2 * count);
            pairs[count++] = (long) Math.min(f, g) << 32 | Math.max(f, g);
        }
    }
}
