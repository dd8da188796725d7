// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.SyntheticVoxels;
import dev.pixal3d.geometry.decimate.QuadricDecimation.Unit;
import dev.pixal3d.geometry.hull.LabelHull;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshComponents;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.Pinches;
import dev.pixal3d.geometry.mesh.SelfIntersections;
import dev.pixal3d.geometry.mesh.SurfaceDistance;
import dev.pixal3d.geometry.mesh.Triangles;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuadricDecimationTest {
    private static Mesh hull(OVoxel voxels) {
        try (Parallel parallel = new Parallel(2)) {
            return LabelHull.extract(voxels, LabelHull.Options.DEFAULT, RunContext.silent(parallel)).mesh();
        }
    }

    private static Mesh decimate(Mesh mesh, int target, Unit unit, int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            return QuadricDecimation.decimate(mesh, target, unit, RunContext.silent(parallel));
        }
    }

    @ParameterizedTest
    @CsvSource({"96, 40000", "96, 10000", "96, 1000", "96, 100", "32, 500", "32, 4"})
    void countsAreExactAndTopologyIsKept(int resolution, int faces) {
        Mesh mesh = hull(SyntheticVoxels.of(resolution, SyntheticVoxels::sphere));
        Mesh small = decimate(mesh, faces, Unit.FACES, 2);
        MeshReport report = MeshReport.of(small);
        assertThat(small.triangleCount()).isEqualTo(Math.min(faces, mesh.triangleCount()));
        assertThat(report.watertight()).as("%s", report).isTrue();
        assertThat(report.euler()).isEqualTo(2);
        assertThat(report.vertices()).isEqualTo(small.vertexCount());
        if (faces >= 1000) {
            assertThat(report.signedVolume()).isCloseTo(MeshReport.of(mesh).signedVolume(), within(1e-3));
        }
    }

    @Test
    void verticesCanBeTheTarget() {
        Mesh mesh = hull(SyntheticVoxels.of(64, SyntheticVoxels::gyroid));
        assertThat(decimate(mesh, 7777, Unit.VERTICES, 2).vertexCount()).isEqualTo(7777);
    }

    static Stream<String> names() { return SyntheticVoxels.all().keySet().stream(); }

    @ParameterizedTest
    @MethodSource("names")
    void everySurfaceStaysClosedAndOfItsGenus(String name) {
        Mesh mesh = hull(SyntheticVoxels.named(name));
        Mesh small = decimate(mesh, Math.max(4, mesh.triangleCount() / 6), Unit.FACES, 2);
        MeshReport before = MeshReport.of(mesh);
        MeshReport after = MeshReport.of(small);
        assertThat(after.watertight()).as("%s", after).isTrue();
        assertThat(after.euler()).isEqualTo(before.euler());
        assertThat(after.components()).isEqualTo(before.components());
        assertThat(after.degenerateFaces()).isLessThanOrEqualTo(before.degenerateFaces());
        assertThat(pinched(after)).isEqualTo(pinched(before));
        try (Parallel parallel = new Parallel(2)) {
            for (double distance : new double[]{1e-6, 1e-5}) {
                if (pinched(Pinches.at(mesh, distance, parallel))) continue;
                assertThat(pinched(Pinches.at(small, distance, parallel))).as("merged within %s", distance).isFalse();
            }
            if (SelfIntersections.pairs(mesh, parallel).length == 0) {
                assertThat(SelfIntersections.pairs(small, parallel)).isEmpty();
            }
        }
    }

    /** A wavy wall between an outer and an inner side that are much nearer than faces are wide. */
    private static Mesh shell(int squares, double thickness) {
        Shapes.Field radius = (x, y, z) -> 0.4 + 0.03 * Math.sin(14 * x) * Math.sin(12 * y) * Math.sin(13 * z + 1);
        Mesh outer = Shapes.star(squares, radius);
        Mesh inner = Shapes.star(squares, (x, y, z) -> radius.at(x, y, z) - thickness);
        int n = outer.positions().length;
        float[] p = Arrays.copyOf(outer.positions(), 2 * n);
        System.arraycopy(inner.positions(), 0, p, n, n);
        int m = outer.triangles().length;
        int[] t = Arrays.copyOf(outer.triangles(), 2 * m);
        for (int c = 0; c < m; c++) t[m + c] = n / 3 + inner.triangles()[c - c % 3 + (2 - c % 3)];
        return new Mesh(p, t);
    }

    @ParameterizedTest
    @CsvSource({"32, 0.01, 3000", "32, 0.01, 1000", "32, 0.02, 400", "32, 0.0005, 18000", "64, 0.001, 24000"})
    void thinWallsDoNotCross(int squares, double thickness, int target) {
        Mesh mesh = shell(squares, thickness);
        try (Parallel parallel = new Parallel(2)) {
            assertThat(SelfIntersections.pairs(mesh, parallel)).isEmpty();
            Mesh one = decimate(mesh, target, Unit.FACES, 1);
            Mesh two = decimate(mesh, target, Unit.FACES, 2);
            assertThat(one.triangleCount()).isEqualTo(target);
            assertThat(MeshReport.of(one).watertight()).isTrue();
            assertThat(SelfIntersections.pairs(one, parallel)).isEmpty();
            assertThat(two.positions()).isEqualTo(one.positions());
            assertThat(two.triangles()).isEqualTo(one.triangles());
        }
    }

    /** One side of a shell; in a simplified one, too, the outer side encloses more. */
    private static Mesh side(Mesh shell, boolean outer) {
        MeshComponents parts = MeshComponents.of(shell);
        assertThat(parts.count()).isEqualTo(2);
        return IntStream.range(0, 2).mapToObj(part -> {
            int[] t = shell.triangles();
            return new Mesh(shell.positions(), IntStream.range(0, t.length)
                    .filter(c -> parts.partOfVertex()[t[c]] == part).map(c -> t[c]).toArray());
        }).filter(side -> MeshReport.of(side).signedVolume() > 0 == outer).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1000", "0.02, 400"})
    void keepingThinWallsApartCostsLittleAccuracy(double thickness, int target) {
        Mesh mesh = shell(32, thickness);
        try (Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.silent(parallel);
            Mesh apart = QuadricDecimation.decimate(mesh, target, Unit.FACES, context);
            Mesh free = QuadricDecimation.decimateFreely(mesh, target, Unit.FACES, context);
            assertThat(free.triangleCount()).isEqualTo(target);
            assertThat(SelfIntersections.pairs(free, parallel)).hasSizeGreaterThan(50);
            double[] squares = new double[2];
            for (boolean outer : new boolean[]{true, false}) {
                for (int i = 0; i < 2; i++) {
                    double rms = SurfaceDistance.between(side(mesh, outer), side(i == 0 ? free : apart, outer),
                            30_000, 1, context).rms();
                    squares[i] += rms * rms;
                }
            }
            assertThat(Math.sqrt(squares[1] / squares[0])).isLessThan(1.05);
        }
    }

    @Test
    void theBytesDoNotDependOnTheNumberOfThreads() {
        Mesh mesh = hull(SyntheticVoxels.of(96, SyntheticVoxels::gyroid));
        Mesh one = decimate(mesh, 20_000, Unit.FACES, 1);
        for (int threads : new int[]{2, 4}) {
            Mesh other = decimate(mesh, 20_000, Unit.FACES, threads);
            assertThat(Arrays.equals(other.positions(), one.positions())).isTrue();
            assertThat(Arrays.equals(other.triangles(), one.triangles())).isTrue();
        }
    }

    @Test
    void sharpEdgesStayInPlace() {
        Mesh mesh = hull(SyntheticVoxels.of(64, SyntheticVoxels::box));
        Mesh small = decimate(mesh, 400, Unit.FACES, 2);
        float x = 0;
        for (int i = 0; i < small.positions().length; i += 3) x = Math.max(x, small.positions()[i]);
        assertThat(x).isCloseTo(0.31f, within(1e-3f));
        assertThat(MeshReport.of(small).area()).isCloseTo(MeshReport.of(mesh).area(), within(5e-3));
        assertThat(MeshReport.of(small).signedVolume()).isCloseTo(MeshReport.of(mesh).signedVolume(), within(2e-4));
    }

    @Test
    void facesDoNotFlip() {
        Mesh small = decimate(hull(SyntheticVoxels.of(96, SyntheticVoxels::sphere)), 600, Unit.FACES, 2);
        int[] t = small.triangles();
        for (int f = 0; f < t.length; f += 3) {
            assertThat(Triangles.signedVolume(small.positions(), t[f], t[f + 1], t[f + 2])).isPositive();
        }
    }

    @Test
    void progressRisesAndCancellingStops() {
        Mesh mesh = hull(SyntheticVoxels.of(64, SyntheticVoxels::sphere));
        List<Double> seen = new ArrayList<>();
        try (Parallel parallel = new Parallel(2)) {
            QuadricDecimation.decimate(mesh, 1000, Unit.FACES, RunContext.of(parallel, event -> {
                if (event instanceof RunEvent.Step step) seen.add(step.fraction());
            }));
            assertThat(seen).isSorted().endsWith(1.0);
            assertThatThrownBy(() -> QuadricDecimation.decimate(mesh, 1000, Unit.FACES,
                    RunContext.of(parallel, _ -> {
                        throw new CancellationException("enough");
                    }))).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aTargetOfNothingIsRefused() {
        Mesh mesh = new Mesh(new float[9], new int[]{0, 1, 2});
        assertThatThrownBy(() -> decimate(mesh, 0, Unit.FACES, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decimation target");
    }

    private static boolean pinched(MeshReport report) {
        return report.nonManifoldEdges() + report.nonManifoldVertices() > 0;
    }

    private static boolean pinched(Pinches pinches) {
        return pinches.nonManifoldEdges() + pinches.nonManifoldVertices() > 0;
    }
}
