// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** Figures of an export whose true values are known. */
class MeasurementsTest {
    private static final int RESOLUTION = 32;
    private static final SurfaceStage.Surface CUBE = SurfaceStage.of(Exports.of(Exports.cube(RESOLUTION, 8, 24)),
            Exports.SMALL, RunContext.silent());

    private static Mesh faces(int count) { return new Mesh(new float[9], new int[3 * count]); }

    @ParameterizedTest
    @CsvSource({"9000, 8000, 8000, exact", "9000, 7999, 8000, one below an odd target",
            "9000, 8500, 8000, the topology allows no fewer",
            "7000, 7000, 8000, the surface has fewer than the target"})
    void theOutcomeOfDecimationIsSaid(int before, int after, int target, String outcome) {
        Settings settings = Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, target)
                .with(Parameters.DECIMATION_UNIT, QuadricDecimation.Unit.FACES);
        ExportReport.Decimation said = Measurements.decimation(faces(before), faces(after), settings);
        assertThat(said.outcome()).isEqualTo(outcome);
        assertThat(said.fullFaces()).isEqualTo(before);
    }

    @Test
    void aSurfaceIsNoDistanceFromItself() {
        ExportReport.Distance same = Measurements.distance(CUBE, CUBE.mesh(), Parallel.sequential());
        assertThat(same.max()).isLessThan(1e-3);
        float[] moved = CUBE.mesh().positions().clone();
        for (int i = 0; i < moved.length; i++) moved[i] *= 1 + 2f / 16;
        ExportReport.Distance larger = Measurements.distance(CUBE, new Mesh(moved, CUBE.mesh().triangles()),
                Parallel.sequential());
        assertThat(larger.p99()).as("a cube of 16 voxels, a voxel larger on each side").isCloseTo(1, within(0.8));
        assertThat(larger.rms()).isLessThanOrEqualTo(larger.p99());
        assertThat(larger.p99()).isLessThanOrEqualTo(larger.max());
    }
}
