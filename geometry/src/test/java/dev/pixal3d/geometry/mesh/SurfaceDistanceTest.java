// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.SyntheticVoxels;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.hull.LabelHull;
import org.junit.jupiter.api.Test;

class SurfaceDistanceTest {
    private static SurfaceDistance between(Mesh a, Mesh b, int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            return SurfaceDistance.between(a, b, 5000, 0.01, RunContext.silent(parallel));
        }
    }

    private static Mesh square(double z, double side) {
        float s = (float) side;
        float h = (float) z;
        return new Mesh(new float[]{0, 0, h, s, 0, h, s, s, h, 0, s, h}, new int[]{0, 1, 2, 0, 2, 3});
    }

    @Test
    void parallelSquaresAreTheirGapApart() {
        for (double gap : new double[]{0, 0.0001, 0.003, 0.2, 7}) {
            SurfaceDistance distance = between(square(0, 1), square(gap, 1), 2);
            assertThat(distance.rms()).isCloseTo(gap / 0.01, within(1e-4));
            assertThat(distance.p99()).isCloseTo(gap / 0.01, within(1e-4));
            assertThat(distance.max()).isCloseTo(gap / 0.01, within(1e-4));
        }
    }

    @Test
    void whatOnlyOneSurfaceHasCounts() {
        SurfaceDistance distance = between(square(0, 1), square(0, 2), 2);
        assertThat(distance.max()).isCloseTo(Math.sqrt(2) / 0.01, within(3.0));
        assertThat(between(square(0, 2), square(0, 1), 2).rms()).isCloseTo(distance.rms(), within(1e-9));
    }

    @Test
    void valuesDoNotDependOnTheNumberOfThreads() {
        try (Parallel parallel = new Parallel(2)) {
            Mesh mesh = LabelHull.extract(SyntheticVoxels.named("gyroid"), RunContext.silent(parallel)).mesh();
            Mesh small = QuadricDecimation.decimate(mesh, 2000, QuadricDecimation.Unit.FACES,
                    RunContext.silent(parallel));
            SurfaceDistance one = between(mesh, small, 1);
            assertThat(between(mesh, small, 4)).isEqualTo(one);
            assertThat(one.rms()).isPositive().isLessThan(one.p99());
            assertThat(one.p99()).isLessThan(one.max());
        }
    }
}
