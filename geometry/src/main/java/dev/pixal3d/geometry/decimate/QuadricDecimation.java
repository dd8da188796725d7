// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;
import java.util.Optional;

/**
 * Edge-collapse decimation by error quadrics (Garland and Heckbert 1997) to an exact count, parallel and deterministic.
 *
 * <p>
 * Method: passes. Each pass cuts the mesh into compact patches ({@link MeshPatches}) and collapses in each, cheapest
 * edge first, all edges up to one cost common to all patches ({@link GreedyCollapse}); the border between patches is
 * locked and lies elsewhere in the next pass. The common cost is a quantile of the vertices' cheapest edges and rises
 * from pass to pass, so error spreads evenly over the whole mesh. In the last pass the patches first report the costs
 * of their collapses, then repeat exactly those that belong to the cheapest ones overall.
 *
 * <p>
 * No pass may make the surface meet itself where it did not before: collapses that did are taken back and others made
 * instead ({@link CrossingGuard}). Intersections come with faces as large as the parts are thin, so passes over more
 * than a fifth of the faces at the start, and over more than 200,000, are trusted. Those down to a tenth, or to 25,000,
 * are most of the rest of the work and hardly ever at fault: one search after them tells ({@link UnsearchedPasses}).
 * From there on each pass is searched, and the last one always; all pairs of faces are looked for in the last pass over
 * a small mesh only, else those that look different ways. Where taking back does not help, as in walls a hundredth
 * thick at 1,000 faces, where every patch holds some, the rest is collapsed as one patch and each collapse looked at
 * before it happens ({@link CollapseGuard}). A target that cannot be reached so is reached without. With 50,000 instead
 * of 200,000, five meshes of 98,304 faces with walls of 0.001 ended at 24,000 with 84 pairs that cross, with walls of
 * 0.0005 with 1,057, and now with none; the guard then costs these walls 7 and 28 instead of 5 and 20 times what
 * decimation costs alone, a picture's model as much as before. Walls of 0.0005 lose a quarter to a third of accuracy
 * with either, because each side may only go where the other is not: that is no matter of where the guard begins.
 * Looking at every collapse of every small mesh was tried and moved the rims of a machined part by up to 0.7 voxels,
 * because edges passed over in flat parts are made up for elsewhere.
 *
 * <p>
 * What may replace a forbidden collapse decides the error of thin walls. With the wall of a hundredth at 1,000 faces,
 * each of its sides measured against its own (RMS in voxels of 1/512; 3.01 without a guard): an end of the edge that
 * costs up to 1.2 times what was collapsed before 3.13, up to 2 times 3.62, up to 4 times 4.28, none dearer 3.13. But
 * none dearer, or 1.2 times alone, leaves a wall of 0.0005 at 18,000 faces short of its target or with 7.6 times the
 * error; so 2 times follows where 1.2 goes no further. Tried and rejected, with 2 times: also the middle 3.54, places
 * half way to the best one 3.57, places pushed outwards 3.53, refused edges again after each tenth of the way 3.47, all
 * of these 3.47; with 1.2 times each of them makes it worse (3.22 to 3.24).
 *
 * <p>
 * Tried before, on a bumpy sphere of 3.87 million faces down to 200,000 (CPU seconds, RMS error in voxels of 1/1024):
 * one global heap 29 s and 0.0092, lost to cache misses; rounds of independent cheapest edges over the whole mesh 11 s
 * and 0.0092, 88 passes over everything; meshoptimizer 3.4 to 4.7 s and 0.015 to 0.076, but up to 1,800 edges of more
 * than two faces on noisy surfaces because it knows no link condition. This: 5 s and 0.0093. The size of a patch hardly
 * matters between 3,000 and 15,000 vertices, nor does the quantile between 0.35 and 0.7 (RMS within 0.5 %). Memory:
 * about 180 bytes per face at the start.
 */
public final class QuadricDecimation {
    private static final int PATCH = 4000;
    /** Quantile of the cheapest edges that sets the cost limit of a pass. */
    private static final double QUANTILE = 0.7;
    private static final int SURVEYED = 12;
    private static final int MAX_STALLS = 4;
    /** Share of the faces at the start from which on what passes do, not only the last, may be taken back. */
    private static final double GUARDED = 0.2;
    /** Passes over so few faces always may; they cost no more unless there is something to take back. */
    private static final int ALWAYS_GUARDED = 200_000;
    /** Share of the faces at the start from which on each pass is searched for intersections. */
    private static final double SEARCHED = 0.1;
    /** A pass over so few faces is always searched. */
    private static final int ALWAYS_SEARCHED = 25_000;
    /** A last pass over so few faces is searched for all pairs, not only crossings. */
    private static final int EXACT = 10_000;
    private static final int MAX_UNDO = 3;
    /** Where taking back did not help, so few faces are collapsed as one patch. */
    private static final int MODEST = 200_000;

    /** So many times what was collapsed before may a collapse to an end cost; the second where nothing else goes. */
    private static final double END_COST = 1.2;
    private static final double LAST_END_COST = 2;

    /** What a target counts. */
    public enum Unit {
        FACES,
        VERTICES
    }

    private final RunContext context;
    private final Unit unit;
    private final int target;
    /** What passes over at most so many faces do may be taken back; -1 when nothing may. */
    private int guardedFaces;
    /** Passes over at most so many faces are searched one by one. */
    private int searchedFaces;
    /** Whether a pass had collapses taken back for good. */
    private boolean hard;

    private QuadricDecimation(int target, Unit unit, RunContext context) {
        if (target < 1) {
            throw new IllegalArgumentException(
                    "decimation target: must be positive (got %d, allowed 1 and more).".formatted(target)
                            + " Ask for a larger target.");
        }
        this.target = target;
        this.unit = unit;
        this.context = context;
    }

    /**
     * Decimates a consistently oriented mesh. Topology is kept, so a target below what the topology needs is not
     * reached. On a closed mesh a collapse removes two faces, so an odd face target ends one below.
     *
     * @param target
     *            number of faces or vertices wanted; a mesh that has no more is returned as it is
     * @return a new mesh without unused vertices, in patch order
     */
    public static Mesh decimate(Mesh mesh, int target, Unit unit, RunContext context) {
        QuadricDecimation decimation = new QuadricDecimation(target, unit, context);
        return decimation.run(mesh, decimation::reduceGuarded);
    }

    /**
     * Decimates likewise, but the surface may come to meet itself: what {@link #decimate} does where a target cannot be
     * reached otherwise, and what the guard's price is measured against.
     */
    public static Mesh decimateFreely(Mesh mesh, int target, Unit unit, RunContext context) {
        QuadricDecimation decimation = new QuadricDecimation(target, unit, context);
        return decimation.run(mesh, decimation::reduceFreely);
    }

    private int size(MeshPatches mesh) { return unit == Unit.FACES ? mesh.faces() : mesh.vertices(); }

    /** Passes over a mesh, told the size from which progress counts. */
    private interface Passes {
        MeshPatches over(MeshPatches mesh, int start);
    }

    private Mesh run(Mesh input, Passes passes) {
        if ((unit == Unit.FACES ? input.triangleCount() : input.vertexCount()) <= target) return input;
        MeshPatches mesh = MeshPatches.cut(input.positions(), new float[0], input.triangles(), PATCH, 0,
                context.parallel());
        FaceQuadrics.add(mesh, context.parallel());
        BoundaryQuadrics.add(mesh);
        MeshPatches small = passes.over(mesh, size(mesh));
        context.at("decimate", 1);
        return new Mesh(small.positions, small.triangles);
    }

    private MeshPatches reduceGuarded(MeshPatches mesh, int start) {
        guardedFaces = Math.max((int) (mesh.faces() * GUARDED), ALWAYS_GUARDED);
        searchedFaces = Math.max((int) (mesh.faces() * SEARCHED), ALWAYS_SEARCHED);
        MeshPatches guarded = reduce(mesh, start);
        if (guarded.faces() <= MODEST) guarded = finish(guarded);
        if (size(guarded) <= target) return guarded;
        // what the guard forbids may be what the target needs
        MeshPatches free = reduceFreely(MeshPatches.cut(guarded.positions, guarded.quadrics, guarded.triangles, PATCH,
                0, context.parallel()), start);
        return size(free) <= target ? free : guarded;
    }

    private MeshPatches reduceFreely(MeshPatches mesh, int start) {
        guardedFaces = -1;
        return reduce(mesh, start);
    }

    /** Runs passes until the target is reached or nothing goes any more. */
    private MeshPatches reduce(MeshPatches begun, int start) {
        MeshPatches mesh = begun;
        int stalls = 0;
        double quantile = QUANTILE;
        boolean stalled = false;
        double done = 0;
        boolean deferring = guardedFaces >= 0;
        Optional<UnsearchedPasses> unsearched = Optional.empty();
        for (int pass = 1; size(mesh) > target && stalls < MAX_STALLS; pass++) {
            if (hard && guardedFaces >= 0 && mesh.faces() <= MODEST) return mesh;
            int before = size(mesh);
            done = Math.max(done, Math.log((double) start / before) / Math.log((double) start / target));
            context.at("decimate", done);
            double share = (before - target) / (double) before;
            boolean last = share < 0.6 * quantile;
            // flat parts of a sharp-edged shape may hold nothing but edges that fail a check: then dearer ones must go
            boolean guarded = stalled && guardedFaces >= 0 || mesh.faces() <= guardedFaces;
            deferring &= !last && !stalled && mesh.faces() > searchedFaces;
            if (deferring && guarded && unsearched.isEmpty()) {
                unsearched = Optional.of(new UnsearchedPasses(mesh.copy(), pass));
            } else if (!deferring && unsearched.isPresent()) {
                UnsearchedPasses passes = unsearched.get();
                unsearched = Optional.empty();
                if (passes.harmed(mesh, context.parallel())) {
                    mesh = passes.before();
                    pass = passes.first() - 1;
                    stalled = false;
                    quantile = QUANTILE;
                    continue;
                }
            }
            float limit = quantile(mesh, last && !stalled ? Math.min(quantile, 0.05 + 1.6 * share) : quantile);
            if (last) collapseCheapest(mesh, limit, before - target);
            else collapseAll(mesh, limit, before - target, guarded && !deferring);
            mesh = MeshPatches.cut(mesh.positions, mesh.quadrics, mesh.triangles, PATCH, pass, context.parallel());
            stalled = size(mesh) > target
                    && before - size(mesh) < 0.03 * Math.min(before, 10.0 * (before - target));
            quantile = stalled ? 1 - 0.4 * (1 - quantile) : QUANTILE;
            stalls = (before - size(mesh)) * 1000L < before ? stalls + 1 : 0;
            if (before == size(mesh) || stalls > 1) quantile = 1;
        }
        return mesh;
    }

    /** Collapses what is left of a mesh as one patch, none that makes it meet itself. */
    private MeshPatches finish(MeshPatches begun) {
        MeshPatches mesh = begun;
        boolean faces = unit == Unit.FACES;
        double endCost = END_COST;
        for (double quantile = QUANTILE; size(mesh) > target;) {
            int wanted = size(mesh) - target;
            MeshPatches one = MeshPatches.cut(mesh.positions, mesh.quadrics, mesh.triangles, mesh.vertices(), 0,
                    context.parallel());
            GreedyCollapse collapse = new GreedyCollapse(one, new CollapseGuard(one), endCost);
            collapse.run(0, quantile(one, quantile), faces ? Integer.MAX_VALUE : wanted,
                    faces ? wanted : Integer.MAX_VALUE);
            collapse.store(0);
            mesh = MeshPatches.cut(one.positions, one.quadrics, one.triangles, PATCH, 0, context.parallel());
            // edges that failed a check are looked at again in a new pass
            if (size(mesh) - target > 0.97 * wanted) {
                if (quantile == 1) break;
                if (endCost < LAST_END_COST) endCost = LAST_END_COST;
                else quantile = quantile > 0.95 ? 1 : 1 - 0.4 * (1 - quantile);
            } else {
                quantile = QUANTILE;
            }
        }
        return mesh;
    }

    private float quantile(MeshPatches mesh, double share) {
        if (share >= 1) return Float.MAX_VALUE;
        int stride = Math.max(1, mesh.count() / SURVEYED);
        int surveyed = (mesh.count() + stride - 1) / stride;
        float[][] costs = new float[surveyed][];
        context.parallel().range(surveyed, 1, (from, to) -> {
            GreedyCollapse collapse = new GreedyCollapse(mesh);
            for (int i = from; i < to; i++) {
                collapse.survey(i * stride);
                costs[i] = Arrays.copyOf(collapse.costs(), collapse.collapses());
            }
        });
        int n = 0;
        for (float[] c : costs) n += c.length;
        if (n == 0) return Float.MAX_VALUE;
        float[] all = new float[n];
        int at = 0;
        for (float[] c : costs) {
            System.arraycopy(c, 0, all, at, c.length);
            at += c.length;
        }
        Arrays.sort(all);
        return all[(int) (share * (n - 1))];
    }

    /** Collapses everything up to the limit, each patch at most its share of what may go in all. */
    private void collapseAll(MeshPatches mesh, float limit, int allowed, boolean guarded) {
        double perVertex = (unit == Unit.FACES ? allowed / 2 : allowed) / (double) mesh.vertices();
        int[] most = new int[mesh.count()];
        for (int patch = 0; patch < most.length; patch++) {
            most[patch] = (int) (perVertex * (mesh.vertexStarts[patch + 1] - mesh.vertexStarts[patch]));
        }
        if (guarded) collapseGuarded(mesh, limit, most, false);
        else collapse(mesh, allPatches(mesh), limit, most, new int[0]);
    }

    /** Collapses the cheapest edges of all patches up to the limit until {@code wanted} are gone. */
    private void collapseCheapest(MeshPatches mesh, float limit, int wanted) {
        collapseGuarded(mesh, limit, trial(mesh, limit, wanted), mesh.faces() <= EXACT);
    }

    /** Collapses as often as asked for, without intersections where that is possible. */
    private void collapseGuarded(MeshPatches mesh, float limit, int[] most, boolean exact) {
        int[] patches = allPatches(mesh);
        if (guardedFaces < 0) {
            collapse(mesh, patches, limit, most, new int[0]);
            return;
        }
        CrossingGuard guard = new CrossingGuard(mesh, context.parallel());
        int[] removed = collapse(mesh, patches, limit, most, new int[0]);
        for (int round = 0; round < MAX_UNDO; round++) {
            patches = guard.undo(exact);
            if (patches.length == 0) break;
            // what is frozen is made up for by dearer edges of the same patch
            collapse(mesh, patches, Float.MAX_VALUE, most, removed);
        }
        hard |= patches.length > 0;
        while (patches.length > 0) patches = guard.undo(exact);
    }

    private static int[] allPatches(MeshPatches mesh) {
        int[] all = new int[mesh.count()];
        for (int i = 0; i < all.length; i++) all[i] = i;
        return all;
    }

    /**
     * Collapses in some patches.
     *
     * @param most
     *            per patch of the mesh the number of collapses
     * @param mostFaces
     *            per patch of the mesh the number of faces to remove at most; empty when that does not matter
     * @return for each patch of the mesh the faces removed, 0 for those not named
     */
    private int[] collapse(MeshPatches mesh, int[] patches, float limit, int[] most, int[] mostFaces) {
        int[] removed = new int[mesh.count()];
        context.parallel().range(patches.length, 1, (from, to) -> {
            GreedyCollapse collapse = new GreedyCollapse(mesh);
            for (int i = from; i < to; i++) {
                int patch = patches[i];
                collapse.run(patch, limit, most[patch],
                        mostFaces.length == 0 ? Integer.MAX_VALUE : mostFaces[patch]);
                removed[patch] = collapse.removedFaces();
                collapse.store(patch);
            }
        });
        return removed;
    }

    /** How many collapses each patch may do, from a trial on copies. */
    private int[] trial(MeshPatches mesh, float limit, int wanted) {
        long[][] entries = new long[mesh.count()][];
        MeshPatches copy = mesh.scratchCopy();
        context.parallel().range(mesh.count(), 1, (from, to) -> {
            GreedyCollapse collapse = new GreedyCollapse(copy);
            for (int patch = from; patch < to; patch++) {
                collapse.run(patch, limit, Integer.MAX_VALUE, Integer.MAX_VALUE);
                long[] log = new long[collapse.collapses()];
                for (int i = 0; i < log.length; i++) {
                    log[i] = (long) Float.floatToIntBits(collapse.costs()[i]) << 32 | (long) patch << 2
                            | (unit == Unit.FACES ? collapse.killed()[i] : 1);
                }
                entries[patch] = log;
            }
        });
        int n = 0;
        for (long[] e : entries) n += e.length;
        long[] all = new long[n];
        int at = 0;
        for (long[] e : entries) {
            System.arraycopy(e, 0, all, at, e.length);
            at += e.length;
        }
        Arrays.sort(all);
        int[] allowance = new int[mesh.count()];
        int gone = 0;
        for (int i = 0; i < n && gone < wanted; i++) {
            gone += (int) (all[i] & 3);
            allowance[(int) ((all[i] & 0xffffffffL) >> 2)]++;
        }
        return allowance;
    }
}
