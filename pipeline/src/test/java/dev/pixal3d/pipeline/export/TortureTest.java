// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RemeshMode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.gltf.GltfValidator;
import dev.pixal3d.pipeline.request.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every odd volume gives a valid file, closed where it was asked to be, or a clear error; none hangs. */
class TortureTest {
    private static final Parallel PARALLEL = new Parallel(2);

    @AfterAll
    static void close() { PARALLEL.close(); }

    /** What becomes of the surface. */
    enum Surface {
        HULL,
        REFERENCE,
        OPEN
    }

    record Case(int number, TortureAssets.Asset asset, Surface surface) {
        @Override
        public String toString() { return asset + ", " + surface; }
    }

    static Stream<Case> cases() {
        return IntStream.range(0, TortureAssets.COUNT).mapToObj(i -> new Case(i, TortureAssets.of(i), i % 7 == 3
                ? Surface.REFERENCE
                : i % 3 == 1 ? Surface.OPEN : Surface.HULL));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void exports(Case torture) {
        Settings settings = settings(torture);
        ExportedModel model;
        byte[] glb;
        try {
            model = Exporter.model(asset(torture.asset.voxels()), settings, true,
                    RunContext.silent(PARALLEL));
            glb = Glbs.of(model, PARALLEL);
        } catch (ProblemException e) {
            assertThat(e.problem().kind().status()).isLessThan(500);
            assertThat(e.getMessage()).contains("got", "allowed");
            return;
        }
        assertThat(GltfValidator.validate(glb)).isEmpty();
        MeshReport report = MeshReport.of(model.solid());
        assertThat(report.faces()).isPositive();
        if (torture.surface == Surface.HULL) assertThat(report.watertight()).as("watertight: %s", report).isTrue();
        for (float uv : model.textured().orElseThrow().mesh().uvs()) assertThat(uv).isBetween(0f, 1f);
    }

    /** The rarer settings take turns. */
    private static Settings settings(Case torture) {
        int i = torture.number;
        return Settings.DEFAULTS.with(Parameters.NORMAL_MAP, i / 2 % 2 == 0)
                .with(Parameters.OCCLUSION_MAP, i % 5 == 0).with(Parameters.ALPHA_MODE, AlphaMode.values()[i % 3])
                .with(Parameters.GEOMETRY_COMPRESSION, GeometryCompression.values()[i / 3 % 3])
                .with(Parameters.REMESH_MODE,
                        torture.surface == Surface.REFERENCE ? RemeshMode.REFERENCE : RemeshMode.HULL)
                .with(Parameters.DECIMATION_TARGET, 500 + 300 * (i % 7))
                .with(Parameters.DECIMATION_UNIT, QuadricDecimation.Unit.values()[i % 2])
                .with(Parameters.TEXTURE_SIZE, 64 << i % 3).with(Parameters.REMESH, torture.surface != Surface.OPEN);
    }

    private static DecodedAsset asset(OVoxel voxels) {
        return new DecodedAsset(() -> voxels, Optional.empty(), voxels.count() == 0
                ? (_, _, _, out, at) -> java.util.Arrays.fill(out, at, at + OVoxel.ATTRIBUTES, 0.5f)
                : attributes(voxels), Optional.empty(), Optional.empty(), Map.of());
    }

    /** A volume with a voxel outside its grid has no attributes to look up; the surface must say so first. */
    private static dev.pixal3d.geometry.mesh.AttributeField attributes(OVoxel voxels) {
        try {
            return new VoxelAttributes(voxels);
        } catch (IllegalArgumentException outside) {
            return (_, _, _, out, at) -> java.util.Arrays.fill(out, at, at + OVoxel.ATTRIBUTES, 0.5f);
        }
    }
}
