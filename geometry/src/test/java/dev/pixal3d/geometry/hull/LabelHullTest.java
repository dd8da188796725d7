// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.GoldenCases;
import dev.pixal3d.geometry.SyntheticVoxels;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.SurfaceDistance;
import dev.pixal3d.geometry.voxel.DualGrid;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelHullTest {
    @TestFactory
    Stream<DynamicTest> labelsAndWallCountsOfTheGoldens() {
        return GoldenCases.folders("geometry_hull").stream()
                .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> labels(f)));
    }

    private void labels(Path folder) {
        try (SafetensorsFile file = GoldenCases.open(folder); Parallel parallel = new Parallel(2)) {
            OVoxel voxels = GoldenCases.voxels(file);
            CornerLattice lattice = CornerLattice.of(voxels, 0);
            CornerFlood.run(lattice, new long[0], RunContext.silent());
            byte[] expected = file.bytes("corner_outside");
            int n = voxels.resolution() + 1;
            int wrong = 0;
            for (int x = 0, i = 0; x < n; x++) {
                for (int y = 0; y < n; y++) {
                    for (int z = 0; z < n; z++, i++) {
                        boolean outside = (expected[i >> 3] >> (7 - (i & 7)) & 1) != 0;
                        if (lattice.outside(x + 1, y + 1, z + 1) != outside) wrong++;
                    }
                }
            }
            assertThat(wrong).as("corners labelled otherwise").isZero();
            WallClasses walls = WallClasses.of(lattice, parallel);
            String counts = file.metadata().getOrDefault("counts", file.metadata().get("counts_r0"));
            assertThat(counts).contains("'hull': " + walls.hull() + ",", "'caps': " + walls.caps() + ",",
                    "'sheet': " + walls.sheet() + ",", "'interior': " + walls.interior());
        }
    }

    static Stream<String> names() { return SyntheticVoxels.all().keySet().stream(); }

    @ParameterizedTest
    @MethodSource("names")
    void everySurfaceIsAClosedOrientedManifold(String name) {
        try (Parallel parallel = new Parallel(2)) {
            Mesh mesh = LabelHull
                    .extract(SyntheticVoxels.named(name), LabelHull.Options.DEFAULT, RunContext.silent(parallel))
                    .mesh();
            MeshReport report = MeshReport.of(mesh);
            assertThat(report.watertight()).as("%s", report).isTrue();
            assertThat(report.signedVolume()).isGreaterThan(0);
        }
    }

    @Test
    void aSphereKeepsItsVolume() {
        try (Parallel parallel = new Parallel(2)) {
            MeshReport report = MeshReport
                    .of(LabelHull
                            .extract(SyntheticVoxels.named("sphere"), LabelHull.Options.DEFAULT,
                                    RunContext.silent(parallel))
                            .mesh());
            assertThat(report.signedVolume()).isCloseTo(4 / 3.0 * Math.PI * Math.pow(SyntheticVoxels.RADIUS, 3),
                    within(2e-3));
            assertThat(report.euler()).isEqualTo(2);
        }
    }

    @TestFactory
    Stream<DynamicTest> innerShellsAreLeftOutOfTheGoldens() {
        return GoldenCases.folders("geometry_hull").stream().map(f -> DynamicTest
                .dynamicTest(f.getFileName().toString(), () -> volume(f)));
    }

    private void volume(Path folder) {
        try (SafetensorsFile file = GoldenCases.open(folder); Parallel parallel = new Parallel(2)) {
            LabelHull.Result result = LabelHull.extract(GoldenCases.voxels(file), RunContext.silent(parallel));
            MeshReport report = MeshReport.of(result.mesh());
            assertThat(report.watertight()).as("%s", report).isTrue();
            if (file.metadata().containsKey("analytic_volume")) {
                double volume = Double.parseDouble(file.metadata().getOrDefault("analytic_volume", ""));
                assertThat(report.signedVolume()).isCloseTo(volume, within(0.02 * volume));
            } else {
                assertThat(result.report().sheets()).as("walls still open to both sides")
                        .isLessThan(result.report().hull() / 20);
            }
        }
    }

    @Test
    void aLeakySphereIsClosedAgain() {
        OVoxel leaky = SyntheticVoxels.leaky(SyntheticVoxels.of(80, SyntheticVoxels::sphere), 0.002, 6, 2.5, 5);
        try (Parallel parallel = new Parallel(2)) {
            LabelHull.Result result = LabelHull.extract(leaky, RunContext.silent(parallel));
            MeshReport report = MeshReport.of(result.mesh());
            assertThat(report.watertight()).as("%s", report).isTrue();
            assertThat(result.report().sheets()).isLessThan(result.report().hull() / 20);
            double volume = 4 / 3.0 * Math.PI * Math.pow(SyntheticVoxels.RADIUS, 3);
            assertThat(report.signedVolume()).isCloseTo(volume, within(0.01 * volume));
        }
    }

    @Test
    void smallHolesAreClosedWhereTheyAre() {
        OVoxel whole = SyntheticVoxels.of(200, SyntheticVoxels::sphere);
        OVoxel leaky = SyntheticVoxels.leaky(whole, 0.0005, 0, 0, 5);
        try (Parallel parallel = new Parallel(2)) {
            LabelHull.Result result = LabelHull.extract(leaky, RunContext.silent(parallel));
            assertThat(result.report().closedEdges()).isPositive();
            assertThat(result.report().floodRadius()).isZero();
            assertThat(result.report().sheets()).isZero();
            SurfaceDistance distance = SurfaceDistance.between(result.mesh(),
                    LabelHull.extract(whole, RunContext.silent(parallel)).mesh(), 20_000, 1.0 / 200,
                    RunContext.silent(parallel));
            assertThat(distance.max()).isLessThan(1.5);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void neitherThreadsNorTheOrderOfVoxelsChangeTheBytes(String name) {
        OVoxel voxels = SyntheticVoxels.named(name);
        Mesh expected = extract(voxels, 1);
        for (Mesh other : new Mesh[]{extract(voxels, 2), extract(voxels, 4),
                extract(SyntheticVoxels.shuffled(voxels, 11), 2)}) {
            assertThat(Arrays.equals(other.positions(), expected.positions())).isTrue();
            assertThat(Arrays.equals(other.triangles(), expected.triangles())).isTrue();
        }
    }

    private static Mesh extract(OVoxel voxels, int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            return LabelHull.extract(voxels, RunContext.silent(parallel)).mesh();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theOpenSurfaceHasEveryCompleteWallOnce(String name) {
        OVoxel voxels = SyntheticVoxels.named(name);
        try (Parallel parallel = new Parallel(2)) {
            if (DualGrid.mesh(voxels).triangleCount() == 0) {
                assertThatThrownBy(() -> LabelHull.extractOpen(voxels, true, RunContext.silent(parallel)))
                        .isInstanceOf(ProblemException.class).hasMessageContaining("Set remesh to true");
                return;
            }
            LabelHull.Result result = LabelHull.extractOpen(voxels, true, RunContext.silent(parallel));
            MeshReport report = MeshReport.of(result.mesh());
            assertThat(report.nonManifoldEdges()).isZero();
            assertThat(report.faces()).isGreaterThanOrEqualTo(DualGrid.mesh(voxels).triangleCount());
            Mesh small = QuadricDecimation.decimate(result.mesh(), result.mesh().triangleCount() / 3 + 4,
                    QuadricDecimation.Unit.FACES, RunContext.silent(parallel));
            assertThat(MeshReport.of(small).nonManifoldEdges()).isZero();
        }
    }

    @Test
    void anOpenSheetKeepsItsRimWhenDecimated() {
        try (Parallel parallel = new Parallel(2)) {
            Mesh sheet = LabelHull.extractOpen(SyntheticVoxels.named("sheet"), true, RunContext.silent(parallel))
                    .mesh();
            Mesh small = QuadricDecimation.decimate(sheet, 12, QuadricDecimation.Unit.FACES,
                    RunContext.silent(parallel));
            assertThat(small.triangleCount()).isLessThanOrEqualTo(12);
            assertThat(MeshReport.of(small).area()).isCloseTo(MeshReport.of(sheet).area(), within(1e-3));
        }
    }

    @Test
    void anEmptyVolumeIsAClearError() {
        OVoxel empty = new OVoxel(8, new int[0], new float[0], new byte[0], new float[0], java.util.Optional.empty());
        try (Parallel parallel = new Parallel(1)) {
            assertThatThrownBy(() -> LabelHull.extract(empty, LabelHull.Options.DEFAULT, RunContext.silent(parallel)))
                    .isInstanceOf(ProblemException.class).hasMessageContaining("holds no surface");
        }
    }
}
