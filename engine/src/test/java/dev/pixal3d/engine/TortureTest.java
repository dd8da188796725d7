// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.GenerateRequest.AlphaMode;
import dev.pixal3d.engine.GenerateRequest.Compression;
import dev.pixal3d.engine.GenerateRequest.DecimationUnit;
import dev.pixal3d.engine.GenerateRequest.Finish;
import dev.pixal3d.engine.GenerateRequest.Front;
import dev.pixal3d.engine.GenerateRequest.RemeshMode;
import dev.pixal3d.engine.GenerateRequest.TextureFormat;
import dev.pixal3d.engine.TortureAssets.Asset;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.gltf.GltfValidator;
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
        HULL, REFERENCE, OPEN
    }

    record Case(int number, Asset asset, Surface surface) {
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
        ExportOptions options = options(torture);
        ExportedModel model;
        byte[] glb;
        try {
            model = Exporter.model(asset(torture.asset.voxels()), "model", options, true,
                    RunContext.silent(PARALLEL));
            glb = Glbs.of(model, options, PARALLEL);
        } catch (EngineException e) {
            assertThat(e.kind()).isEqualTo(EngineException.Kind.INPUT);
            assertThat(e.getMessage()).contains("got", "allowed");
            return;
        }
        assertThat(GltfValidator.validate(glb)).isEmpty();
        MeshReport report = MeshReport.of(model.model().solid());
        assertThat(report.faces()).isPositive();
        if (torture.surface == Surface.HULL) assertThat(report.watertight()).as("watertight: %s", report).isTrue();
        for (float uv : model.model().textured().orElseThrow().mesh().uvs()) assertThat(uv).isBetween(0f, 1f);
    }

    /** The rarer settings take turns. */
    private static ExportOptions options(Case torture) {
        int i = torture.number;
        Finish finish = new Finish(i / 2 % 2 == 0, i % 5 == 0, AlphaMode.values()[i % 3],
                Compression.values()[i / 3 % 3],
                torture.surface == Surface.REFERENCE ? RemeshMode.REFERENCE : RemeshMode.HULL);
        return new ExportOptions(500 + 300 * (i % 7), DecimationUnit.values()[i % 2], 64 << i % 3,
                torture.surface != Surface.OPEN,
                TextureFormat.PNG, Front.GLTF, finish);
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
