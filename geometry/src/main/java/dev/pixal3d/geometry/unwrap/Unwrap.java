// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.unwrap.ChartFlattening.Flattened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a mesh into charts, lays them flat and packs them. Charts are grouped within a wide cone ({@link
 * ChartClustering}), flattened as rigidly as possible ({@link ArapFlattening}) and tested ({@link ChartValidity}). A
 * chart that is stretched or covers itself is cut in two; one that folds wherever it is laid is grouped anew within
 * ever smaller cones and in the end halved until its pieces pass. A single face always passes, so this ends for every
 * mesh: degenerate faces, non-manifold edges, one-sided strips. What stays flat together is joined again ({@link
 * ChartMerging}).
 *
 * <p>
 * A wide cone makes few charts of smooth shapes, but of a lattice it makes ragged ones, in which what looks one way of
 * many bars hangs together at the knots. Where several charts lie in boxes that are mostly empty, all is done once more
 * within a narrower cone, and the cheaper kept; where many charts lie well, they are joined more freely. Both join in
 * steps, what wastes least first: boxes then grow no more in all than the padding that is saved.
 *
 * <p>
 * Measured on lattices of 6 to 8 bars each way, round and square, 0.015 to 0.04 thick in half (41,296 to 43,328 faces,
 * 2048 texels), charts and use of the atlas: with 6 and 7 bars 386 to 666 and 0.57 to 0.67, with 8 847 and 870 on 0.58
 * and 0.59 for square ones, 787 to 944 on 0.55 to 0.57 for round ones. Before, with 8 bars, 813 and 1,146 on 0.57 and
 * 0.58 and 1,181 to 1,233 on 0.54 to 0.56, because charts that waited for each other in a ring were not tried and the
 * end of one strip of a bar, 0.085 of its border, was too short for a seam. The same with waste up to 2: 517 to 618 on
 * 0.49 to 0.52 round, 537 and 563 on 0.55 square; up to 1.2 round ones 692 to 826 on 0.53; steps that begin below 1, no
 * more use at the same count. Narrow cones for 7 round bars of 0.02: 30 degrees 940 and 0.60, 45 degrees 617 and 0.53.
 * Without the limit on stretch round bars of 0.02 had an L2 stretch of 1.1. Tried and dropped as the sign of a lattice:
 * the share of their boxes that charts fill, 0.34 and 0.57 here against 0.58 for a gyroid; as the rule which to keep:
 * fewer charts and less space both, for then ragged charts stay.
 *
 * <p>
 * xatlas, which the reference uses, was measured on the same meshes of 200,000 faces: 1069 charts in 163 CPU seconds on
 * a bumpy sphere, and no end within 200 s when it is given large clusters.
 */
public final class Unwrap {
    private static final double[] CONE_SHARES = {1, 0.6, 0.35, 0.15};
    /** Cuts for the sake of stretch alone; later ones end overlaps only. */
    private static final int STRETCH_ROUNDS = 6;
    private static final double USUAL_FILL = 0.6;
    /** From so many charts on it pays to join them at the cost of space. */
    private static final int MANY = 500;
    /** So many charts whose boxes are so many times as large as the surface want a narrow cone. */
    private static final int SEVERAL = 200;
    private static final double LOOSE = 1.9;
    private static final double NARROW_CONE = 38;
    private static final double[] LITTLE_WASTE = {1.05};
    /** In steps, lest a wasteful pair stands in a good one's way. */
    private static final double[] MORE_WASTE = {1.05, 1.1, 1.16};
    private static final double USUAL_SEAM = 0.1;
    /** The end of one strip of an unrolled bar is a seam. */
    private static final double SHORT_SEAM = 0.04;
    /** Charts flattened between two looks at the clock and the context. */
    private static final int BATCH = 256;

    private final FaceGeometry geometry;
    private final UnwrapOptions options;
    private final RunContext context;
    private final long start = System.nanoTime();
    private final int[] chartOf;
    private final int[] slotOf;
    private final List<Chart> done = new ArrayList<>();
    private int labels;
    private int refined;
    private boolean timedOut;

    private Unwrap(Mesh mesh, UnwrapOptions options, RunContext context) {
        this.geometry = new FaceGeometry(mesh, context.parallel());
        this.options = options;
        this.context = context;
        chartOf = new int[mesh.triangleCount()];
        slotOf = new int[mesh.triangleCount()];
    }

    /**
     * Unwraps any mesh. Deterministic for any number of threads.
     *
     * @param textureSize
     *            width and height of the texture in texels, at least 16; padding is in its texels
     */
    public static UnwrappedMesh unwrap(Mesh mesh, int textureSize, UnwrapOptions options, RunContext context) {
        if (textureSize < 16 || textureSize > 16384) {
            throw new IllegalArgumentException(
                    "unwrap: the texture size is out of range (got %d, allowed 16 to 16384). Use 1024, 2048 or 4096."
                            .formatted(textureSize));
        }
        Unwrap unwrap = new Unwrap(mesh, options, context);
        unwrap.charts(options.coneDegrees());
        unwrap.merge(textureSize, USUAL_SEAM, LITTLE_WASTE);
        if (unwrap.done.size() >= SEVERAL && unwrap.looseness(textureSize) > LOOSE) unwrap.tryNarrow(textureSize);
        else if (unwrap.done.size() >= MANY) unwrap.merge(textureSize, SHORT_SEAM, MORE_WASTE);
        return unwrap.assemble(textureSize);
    }

    /** Keeps what a narrow cone gives when that costs less. */
    private void tryNarrow(int textureSize) {
        if (timedOut || options.coneDegrees() <= NARROW_CONE) return;
        List<Chart> wide = List.copyOf(done);
        double before = cost(textureSize);
        int refinedBefore = refined;
        done.clear();
        refined = 0;
        charts(NARROW_CONE);
        merge(textureSize, SHORT_SEAM, MORE_WASTE);
        if (!timedOut && cost(textureSize) < before) return;
        done.clear();
        done.addAll(wide);
        refined = refinedBefore;
        timedOut = false;
    }

    /** What space and charts cost together: two charts for one are worth it where they need 0.7 times the space. */
    private double cost(int textureSize) {
        return looseness(textureSize) * Math.sqrt(done.size());
    }

    /** The area of all boxes with their padding over that of the surface. */
    private double looseness(int textureSize) {
        double margin = margin(textureSize);
        return done.stream().mapToDouble(chart -> chart.box(margin)).sum() / geometry.totalArea();
    }

    /** What padding adds to the width and the height of a box, in mesh units, when the atlas is as full as usual. */
    private double margin(int textureSize) {
        return 2 * options.padding() * Math.sqrt(geometry.totalArea() / USUAL_FILL) / textureSize;
    }

    private void charts(double widest) {
        int[] faces = new int[geometry.faceCount()];
        for (int i = 0; i < faces.length; i++) faces[i] = i;
        Arrays.fill(chartOf, 0);
        for (int level = 0; level < CONE_SHARES.length && faces.length > 0; level++) {
            double cone = widest * CONE_SHARES[level];
            int[] chart = ChartClustering.cluster(geometry, faces, chartOf, cone, context);
            List<int[]> groups = groups(faces, ChartSmoothing.smooth(geometry, faces, chart, cone));
            if (level > 0) refined += groups.size();
            faces = facesOf(cutUntilFlat(groups));
        }
        for (List<int[]> groups = groups(faces, labelsOf(faces)); !groups.isEmpty();) {
            List<int[]> pieces = new ArrayList<>();
            number(groups);
            for (int[] group : groups) pieces.addAll(ChartSplitting.split(geometry, group, -1, -1, chartOf, slotOf));
            refined += pieces.size();
            groups = cutUntilFlat(pieces);
        }
    }

    /** Flattens groups, cutting those that are strained; returns those that are folded. */
    private List<int[]> cutUntilFlat(List<int[]> groups) {
        List<int[]> folded = new ArrayList<>();
        List<int[]> pending = groups;
        for (int round = 0; !pending.isEmpty(); round++) {
            pending = flatten(pending, round >= STRETCH_ROUNDS, folded);
            refined += pending.size();
        }
        return folded;
    }

    private static int[] facesOf(List<int[]> groups) {
        int[] faces = new int[groups.stream().mapToInt(g -> g.length).sum()];
        int at = 0;
        for (int[] group : groups) {
            System.arraycopy(group, 0, faces, at, group.length);
            at += group.length;
        }
        Arrays.sort(faces);
        return faces;
    }

    private int[] labelsOf(int[] faces) {
        int[] label = new int[faces.length];
        for (int i = 0; i < faces.length; i++) label[i] = chartOf[faces[i]];
        return label;
    }

    /** Faces by label, in the order of labels; faces keep their order. */
    private static List<int[]> groups(int[] faces, int[] label) {
        int most = -1;
        for (int l : label) most = Math.max(most, l);
        int[] count = new int[most + 1];
        for (int l : label) count[l]++;
        int[][] groups = new int[most + 1][];
        for (int i = 0; i <= most; i++) groups[i] = new int[count[i]];
        for (int i = faces.length - 1; i >= 0; i--) groups[label[i]][--count[label[i]]] = faces[i];
        return Arrays.stream(groups).filter(g -> g.length > 0).toList();
    }

    private void number(List<int[]> groups) {
        for (int[] faces : groups) {
            for (int i = 0; i < faces.length; i++) {
                chartOf[faces[i]] = labels;
                slotOf[faces[i]] = i;
            }
            labels++;
        }
    }

    /** Flattens groups; returns the pieces of those that were cut, adds those that are folded to {@code folded}. */
    private List<int[]> flatten(List<int[]> groups, boolean mayStretch, List<int[]> folded) {
        number(groups);
        Chart[] charts = new Chart[groups.size()];
        Flattened[] outcomes = new Flattened[groups.size()];
        for (int batch = 0; batch < charts.length; batch += BATCH) {
            context.at("flatten", (double) batch / charts.length);
            timedOut |= System.nanoTime() - start > options.timeLimit().toNanos();
            int offset = batch;
            context.parallel().range(Math.min(BATCH, charts.length - batch), 1, (from, to) -> {
                for (int i = offset + from; i < offset + to; i++) {
                    Chart chart = Chart.of(geometry, groups.get(i), chartOf, slotOf);
                    charts[i] = chart;
                    outcomes[i] = chart.triangleCount() == 1 || timedOut
                            ? ChartFlattening.project(geometry, chart)
                            : ChartFlattening.flatten(geometry, chart, mayStretch);
                    if (chart.triangleCount() == 1) outcomes[i] = new Flattened.Flat();
                    if (outcomes[i] instanceof Flattened.Flat) ChartRotation.tighten(chart);
                }
            });
        }
        List<int[]> pieces = new ArrayList<>();
        for (int i = 0; i < charts.length; i++) {
            switch (outcomes[i]) {
                case Flattened.Flat _ -> done.add(charts[i]);
                case Flattened.Folded _ -> folded.add(groups.get(i));
                case Flattened.Strained(int a, int b) -> pieces
                        .addAll(ChartSplitting.split(geometry, groups.get(i), a, b, chartOf, slotOf));
            }
        }
        return pieces;
    }

    private void merge(int textureSize, double leastSeam, double[] waste) {
        if (timedOut) return;
        List<Chart> merged = ChartMerging.merge(geometry, List.copyOf(done), margin(textureSize), leastSeam, waste,
                context);
        done.clear();
        done.addAll(merged);
    }

    private UnwrappedMesh assemble(int textureSize) {
        done.sort((a, b) -> Integer.compare(a.faces()[0], b.faces()[0]));
        Optional<AtlasPacker.Packing> packed = AtlasPacker.pack(done, textureSize, options.padding(), context);
        AtlasPacker.Packing packing = packed.orElseGet(() -> GridLayout.lay(done, textureSize));
        int vertices = done.stream().mapToInt(Chart::vertexCount).sum();
        float[] positions = new float[3 * vertices];
        int[] source = new int[vertices];
        float[] uvs = new float[2 * vertices];
        int[] triangles = new int[3 * geometry.faceCount()];
        int[] chartOfTriangle = new int[geometry.faceCount()];
        int base = 0;
        for (int c = 0; c < done.size(); c++) {
            Chart chart = done.get(c);
            System.arraycopy(chart.source(), 0, source, base, chart.vertexCount());
            System.arraycopy(packing.uvs().get(c), 0, uvs, 2 * base, 2 * chart.vertexCount());
            for (int i = 0; i < chart.triangleCount(); i++) {
                chartOfTriangle[chart.faces()[i]] = c;
                for (int k = 0; k < 3; k++) {
                    triangles[3 * chart.faces()[i] + k] = base + chart.triangles()[3 * i + k];
                }
            }
            base += chart.vertexCount();
        }
        for (int v = 0; v < vertices; v++) {
            System.arraycopy(geometry.mesh().positions(), 3 * source[v], positions, 3 * v, 3);
        }
        UnwrapStats stats = new UnwrapStats(done.size(), packing.scale(), packing.padding(), refined, timedOut,
                packed.isEmpty() && !done.isEmpty());
        return new UnwrappedMesh(positions, source, uvs, triangles, chartOfTriangle, stats);
    }
}
