// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.export.SurfaceStage;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The finished file looks like the decoded volume from all sides. */
class FidelityTest {
    @Test
    void coloursAndNormalsSurviveTheExport() throws IOException {
        try (Parallel parallel = new Parallel(2)) {
            OVoxel voxels = ProceduralVoxels.of(1, 64, parallel);
            AttributeField attributes = new VoxelAttributes(voxels);
            DecodedAsset asset = new DecodedAsset(() -> voxels, Optional.empty(), attributes, Optional.empty(),
                    Optional.empty(), Map.of());
            RunContext context = RunContext.silent(parallel);
            Fidelity fidelity = new Fidelity(SurfaceStage.of(asset, options(false), context).mesh(), attributes, 128,
                    parallel);
            Fidelity.Result plain = measure(fidelity, asset, options(false), context);
            Fidelity.Result mapped = measure(fidelity, asset, options(true), context);
            assertThat(plain.colorPsnr()).isGreaterThan(30);
            assertThat(plain.ssim()).isGreaterThan(0.93);
            assertThat(plain.silhouette()).isGreaterThan(0.98);
            assertThat(mapped.colorPsnr()).isEqualTo(plain.colorPsnr());
            assertThat(mapped.normalMean()).isLessThan(0.7 * plain.normalMean());
        }
    }

    private static Fidelity.Result measure(Fidelity fidelity, DecodedAsset asset, Settings settings,
            RunContext context) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Exporter.model(asset, settings, true, context).write(ModelWriters.GLB, "model", context.parallel(), out);
        return fidelity.of(GlbReader.read(out.toByteArray()));
    }

    private static Settings options(boolean normalMap) {
        return Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, 1500)
                .with(Parameters.DECIMATION_UNIT, QuadricDecimation.Unit.FACES).with(Parameters.TEXTURE_SIZE, 1024)
                .with(Parameters.NORMAL_MAP, normalMap);
    }
}
