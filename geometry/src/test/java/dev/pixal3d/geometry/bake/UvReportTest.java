// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.unwrap.UnwrapStats;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The report sees what is wrong with a layout. */
class UvReportTest {
    private static final Parallel PARALLEL = new Parallel(2);
    private static final UnwrapStats TWO_CHARTS = new UnwrapStats(2, 64, 2, 0, false, false);

    @AfterAll
    static void close() { PARALLEL.close(); }

    /** Two right triangles in space with the given texture coordinates. */
    private static UnwrappedMesh layout(float... uvs) {
        float[] positions = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1};
        return new UnwrappedMesh(positions, new int[]{0, 1, 2, 3, 4, 5}, uvs, new int[]{0, 1, 2, 3, 4, 5},
                new int[]{0, 1}, TWO_CHARTS);
    }

    private static UvReport report(float... uvs) { return UvReport.of(layout(uvs), 64, PARALLEL); }

    @Test
    void aGoodLayout() {
        UvReport report = report(0, 0, 0.25f, 0, 0, 0.25f, 0.5f, 0, 0.75f, 0, 0.5f, 0.25f);
        assertThat(report.atlasUse()).isCloseTo(0.0625, Offset.offset(1e-6));
        assertThat(report.overlap()).isZero();
        assertThat(report.flips()).isZero();
        assertThat(report.densitySpread()).isCloseTo(0, Offset.offset(1e-6));
        assertThat(report.stretch()).isCloseTo(1, Offset.offset(1e-6));
        assertThat(report.minGap()).isBetween(15, 18);
    }

    @Test
    void chartsOnTopOfEachOther() {
        UvReport report = report(0, 0, 0.25f, 0, 0, 0.25f, 0, 0, 0.25f, 0, 0, 0.25f);
        assertThat(report.overlap()).isGreaterThan(0.8);
    }

    @Test
    void chartsThatTouch() {
        UvReport report = report(0, 0, 0.25f, 0, 0, 0.25f, 0.25f, 0, 0.25f, 0.25f, 0, 0.25f);
        assertThat(report.minGap()).isLessThanOrEqualTo(1);
        assertThat(report.overlap()).isZero();
    }

    @Test
    void unevenDensityAndStretch() {
        UvReport uneven = report(0, 0, 0.25f, 0, 0, 0.25f, 0.5f, 0, 1, 0, 0.5f, 0.5f);
        assertThat(uneven.densitySpread()).isCloseTo(0.6, Offset.offset(1e-3));
        UvReport stretched = report(0, 0, 0.5f, 0, 0, 0.125f, 0.5f, 0, 1, 0, 0.5f, 0.125f);
        assertThat(stretched.densitySpread()).isCloseTo(0, Offset.offset(1e-6));
        assertThat(stretched.stretch()).isGreaterThan(1.4);
    }

    @Test
    void aTriangleTurnedAgainstItsChart() {
        UnwrappedMesh mesh = layout(0, 0, 0.5f, 0, 0, 0.5f, 0.5f, 0.5f, 0.6f, 0.7f, 0.7f, 0.5f);
        UnwrappedMesh oneChart = new UnwrappedMesh(mesh.positions(), mesh.sourceVertex(), mesh.uvs(), mesh.triangles(),
                new int[]{0, 0}, new UnwrapStats(1, 64, 2, 0, false, false));
        assertThat(UvReport.of(oneChart, 64, PARALLEL).flips()).isEqualTo(1);
    }
}
