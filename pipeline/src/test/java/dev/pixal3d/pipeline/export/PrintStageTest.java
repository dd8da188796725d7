// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import org.junit.jupiter.api.Test;

/** Millimetres of the print are millimetres, whatever the units of the model. */
class PrintStageTest {
    private static final int CELLS = 16;

    /** An upright plate, 1 high, whose unit is as long as wanted. */
    private static Mesh plate(double unit, double thickness) {
        int side = CELLS + 1, n = side * side;
        float[] positions = new float[3 * 2 * n];
        int[] triangles = new int[3 * (4 * CELLS * CELLS + 8 * CELLS)];
        int at = 0;
        for (int face = 0; face < 2; face++) {
            for (int i = 0; i < n; i++) {
                int v = 3 * (face * n + i);
                positions[v] = (float) (unit * (i % side / (double) CELLS - 0.5));
                positions[v + 1] = (float) (unit * (i / side / (double) CELLS - 0.5));
                positions[v + 2] = (float) (unit * thickness * (face == 0 ? 0.5 : -0.5));
            }
            for (int y = 0; y < CELLS; y++) {
                for (int x = 0; x < CELLS; x++) {
                    int a = face * n + y * side + x, b = a + 1, c = a + side, d = c + 1;
                    at = face == 0 ? quad(triangles, at, a, b, d, c) : quad(triangles, at, a, c, d, b);
                }
            }
        }
        for (int i = 0; i < CELLS; i++) {
            int top = CELLS * side;
            at = quad(triangles, at, i, i + n, i + 1 + n, i + 1);
            at = quad(triangles, at, top + i, top + i + 1, top + i + 1 + n, top + i + n);
            int left = i * side, right = left + CELLS;
            at = quad(triangles, at, left, left + side, left + side + n, left + n);
            at = quad(triangles, at, right, right + n, right + side + n, right + side);
        }
        return new Mesh(positions, triangles);
    }

    private static int quad(int[] triangles, int at, int a, int b, int c, int d) {
        int[] both = {a, b, c, a, c, d};
        System.arraycopy(both, 0, triangles, at, 6);
        return at + 6;
    }

    private static PrintStage print(Mesh solid, double height, Settings settings) {
        try (Parallel parallel = new Parallel(2)) {
            return PrintStage.of(solid, height, settings, parallel);
        }
    }

    @Test
    void theReportIsInMillimetresOfThePrint() {
        for (double unit : new double[]{0.01, 1, 30}) {
            Mesh solid = plate(unit, 0.02);
            assertThat(MeshReport.of(solid).watertight()).isTrue();
            PrintReport report = print(solid, 100, Settings.DEFAULTS).report();
            assertThat(report.watertight()).isTrue();
            assertThat(report.heightMm()).isEqualTo(100);
            assertThat(report.leastWallMm()).isEmpty();
            assertThat(report.thinnestMm()).as("unit %s", unit).isCloseTo(2, within(0.02));
            assertThat(report.thinShare()).isZero();
            // 100 mm by 2 mm stand on the plate
            assertThat(report.baseMm2()).isCloseTo(200, within(2.0));
            assertThat(report.volumeCm3()).isCloseTo(20, within(0.1));
        }
    }

    @Test
    void nothingAskedForChangesNothing() {
        Mesh solid = plate(1, 0.05);
        assertThat(print(solid, 50, Settings.DEFAULTS).solid()).isSameAs(solid);
    }

    @Test
    void wallsBecomeAsThickAsAskedForAndTheBaseFlat() {
        for (double unit : new double[]{0.5, 20}) {
            Settings settings = Settings.DEFAULTS.with(Parameters.MIN_WALL, 4.0).with(Parameters.FLAT_BASE, 1.0);
            PrintStage print = print(plate(unit, 0.01), 100, settings);
            PrintReport report = print.report();
            assertThat(report.watertight()).isTrue();
            assertThat(report.leastWallMm()).contains(4.0);
            assertThat(report.thinnestMm()).as("unit %s", unit).isBetween(3.6, 4.6);
            assertThat(report.thinShare()).isLessThan(0.02);
            Bounds box = Bounds.of(print.solid().positions(), 3);
            assertThat((box.high()[1] - box.low()[1]) / unit).as("the height hardly changes").isBetween(0.97, 1.05);
            // 100 mm by 4 mm, less what rounds off
            assertThat(report.baseMm2()).isBetween(300.0, 450.0);
        }
    }
}
