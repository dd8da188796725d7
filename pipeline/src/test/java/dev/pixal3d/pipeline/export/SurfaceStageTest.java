// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.pipeline.engine.ClosedSurface;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RemeshMode;
import dev.pixal3d.pipeline.request.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which surface an export begins with. */
class SurfaceStageTest {
    private static final int RESOLUTION = 48;
    private static final OVoxel CUBE = Exports.cube(RESOLUTION, 14, 34);

    private static SurfaceStage.Surface surface(DecodedAsset asset, Settings settings) {
        return SurfaceStage.of(asset, settings, RunContext.silent());
    }

    private static double farthest(Mesh mesh) {
        double far = 0;
        for (float p : mesh.positions()) far = Math.max(far, p);
        return far;
    }

    @Test
    void theHullOfASolidIsClosedAndOfItsVolume() {
        SurfaceStage.Surface surface = surface(Exports.of(CUBE), Exports.SMALL);
        MeshReport report = MeshReport.of(surface.mesh());
        assertThat(report.watertight()).isTrue();
        assertThat(report.components()).isEqualTo(1);
        double side = 20.0 / RESOLUTION;
        assertThat(report.signedVolume()).as("outward").isCloseTo(side * side * side,
                within(0.02 * side * side * side));
        assertThat(surface.doubleSided()).isFalse();
        assertThat(surface.findings().surface()).isEqualTo("hull");
        assertThat(surface.resolution()).isEqualTo(RESOLUTION);
    }

    @Test
    void withoutRemeshingTheSurfaceIsTwoSided() {
        SurfaceStage.Surface surface = surface(Exports.of(CUBE), Exports.SMALL.with(Parameters.REMESH, false));
        assertThat(surface.doubleSided()).isTrue();
        assertThat(surface.findings().surface()).isEqualTo("open");
    }

    @Test
    void theReferencesShellLiesAVoxelAroundIt() {
        SurfaceStage.Surface surface = surface(Exports.of(CUBE),
                Exports.SMALL.with(Parameters.REMESH_MODE, RemeshMode.REFERENCE));
        double hull = farthest(surface(Exports.of(CUBE), Exports.SMALL).mesh());
        assertThat((farthest(surface.mesh()) - hull) * RESOLUTION).isBetween(0.5, 1.5);
        assertThat(MeshReport.of(surface.mesh()).watertight()).isTrue();
        assertThat(surface.findings().surface()).isEqualTo("reference shell");
    }

    @Test
    void aSurfaceThatTheEngineKnowsIsTakenAsItIs() {
        SurfaceStage.Surface hull = surface(Exports.of(CUBE), Exports.SMALL);
        DecodedAsset known = new DecodedAsset(() -> {
            throw new AssertionError("the volume is not needed");
        }, Optional.of(new ClosedSurface(hull.mesh(), RESOLUTION)), Exports.constant(1, 1, 1, 0, 1, 1),
                Optional.empty(), Optional.empty(), Map.of());
        assertThat(surface(known, Exports.SMALL).mesh()).isSameAs(hull.mesh());
    }

    @Test
    void dustIsDroppedUnlessThereIsNothingElse() {
        OVoxel dust = Exports.cube(RESOLUTION, 4, 5);
        SurfaceStage.Surface cleaned = surface(Exports.of(Exports.both(CUBE, dust)), Exports.SMALL);
        assertThat(cleaned.mesh().triangleCount())
                .isEqualTo(surface(Exports.of(CUBE), Exports.SMALL).mesh().triangleCount());
        assertThat(cleaned.findings().floatersDropped()).contains(1);
        SurfaceStage.Surface alone = surface(Exports.of(dust), Exports.SMALL);
        assertThat(alone.mesh().triangleCount()).isPositive();
        assertThat(alone.findings().floatersDropped()).contains(0);
    }

    @Test
    void whatADecoderOverflowedIsRefused() {
        float[] dual = CUBE.dual().clone();
        dual[7] = 5;
        OVoxel far = new OVoxel(RESOLUTION, CUBE.coords(), dual, CUBE.crossed(), CUBE.attributes(), Optional.empty());
        assertThatThrownBy(() -> surface(Exports.of(far), Exports.SMALL)).isInstanceOfSatisfying(
                ProblemException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.NO_MEDIA_GENERATED))
                .hasMessageContaining("dual vertex of voxel 2").hasMessageContaining("got 5.0");
    }

    @Test
    void theSameForAnyNumberOfThreads() {
        SurfaceStage.Surface one = surface(Exports.of(CUBE), Exports.SMALL);
        try (Parallel parallel = new Parallel(3)) {
            SurfaceStage.Surface three = SurfaceStage.of(Exports.of(CUBE), Exports.SMALL, RunContext.silent(parallel));
            assertThat(three.mesh().positions()).isEqualTo(one.mesh().positions());
            assertThat(three.mesh().triangles()).isEqualTo(one.mesh().triangles());
        }
    }
}
