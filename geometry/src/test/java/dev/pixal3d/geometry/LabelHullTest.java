// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
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

    private void labels(Path folder) throws IOException {
        try (SafetensorsFile file = GoldenCases.open(folder); Parallel parallel = new Parallel(2)) {
            OVoxel voxels = GoldenCases.voxels(file);
            CornerLattice lattice = CornerLattice.of(voxels, 0);
            CornerFlood.run(lattice, new long[0], Monitor.NONE);
            byte[] expected = file.bytes("corner_outside");
            int n = voxels.resolution() + 1;
            for (int x = 0, i = 0; x < n; x++) {
                for (int y = 0; y < n; y++) {
                    for (int z = 0; z < n; z++, i++) {
                        boolean outside = (expected[i >> 3] >> (7 - (i & 7)) & 1) != 0;
                        assertThat(lattice.outside(x + 1, y + 1, z + 1)).as("corner %d %d %d", x, y, z)
                                .isEqualTo(outside);
                    }
                }
            }
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
            Mesh mesh = LabelHull.extract(SyntheticVoxels.named(name), parallel, Monitor.NONE).mesh();
            MeshReport report = MeshReport.of(mesh);
            assertThat(report.watertight()).as("%s", report).isTrue();
            assertThat(report.signedVolume()).isGreaterThan(0);
        }
    }

    @Test
    void aSphereKeepsItsVolume() {
        try (Parallel parallel = new Parallel(2)) {
            MeshReport report = MeshReport
                    .of(LabelHull.extract(SyntheticVoxels.named("sphere"), parallel, Monitor.NONE).mesh());
            assertThat(report.signedVolume()).isCloseTo(4 / 3.0 * Math.PI * Math.pow(SyntheticVoxels.RADIUS, 3),
                    within(2e-3));
            assertThat(report.euler()).isEqualTo(2);
        }
    }

    @Test
    void anEmptyVolumeIsAClearError() {
        OVoxel empty = new OVoxel(8, new int[0], new float[0], new byte[0], new float[0], java.util.Optional.empty());
        try (Parallel parallel = new Parallel(1)) {
            assertThatThrownBy(() -> LabelHull.extract(empty, parallel, Monitor.NONE))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("holds no surface");
        }
    }
}
