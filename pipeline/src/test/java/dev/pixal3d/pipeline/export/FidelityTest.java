// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RemeshMode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.render.Fidelity;
import dev.pixal3d.pipeline.request.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The finished file looks like the decoded volume from all sides. */
class FidelityTest {
    private static final int RESOLUTION = 128;

    @Test
    void coloursAndNormalsSurviveTheExport() {
        OVoxel voxels = TortureAssets.wavyBall(RESOLUTION);
        AttributeField attributes = new VoxelAttributes(voxels);
        DecodedAsset asset = new DecodedAsset(() -> voxels, Optional.empty(), attributes, Optional.empty(), Optional
                .empty(), Map.of());
        try (Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.silent(parallel);
            Fidelity fidelity = new Fidelity(SurfaceStage.of(asset, options(false), context).mesh(), attributes,
                    256, parallel);
            Fidelity.Result plain = measure(fidelity, asset, options(false), context);
            Fidelity.Result mapped = measure(fidelity, asset, options(true), context);
            assertThat(plain.colorPsnr()).isGreaterThan(38);
            assertThat(plain.ssim()).isGreaterThan(0.97);
            assertThat(plain.silhouette()).isGreaterThan(0.99);
            assertThat(mapped.colorPsnr()).isEqualTo(plain.colorPsnr());
            assertThat(mapped.normalMean()).isLessThan(plain.normalMean() / 2);
        }
    }

    private static Fidelity.Result measure(Fidelity fidelity, DecodedAsset asset, Settings settings,
            RunContext context) {
        return fidelity.of(GlbReader.read(Glbs.of(Exporter.model(asset, settings, true, context), context.parallel())));
    }

    private static Settings options(boolean normalMap) {
        return Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, 3000)
                .with(Parameters.DECIMATION_UNIT, QuadricDecimation.Unit.FACES).with(Parameters.TEXTURE_SIZE, 1024)
                .with(Parameters.NORMAL_MAP, normalMap);
    }
}
