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
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.render.Fidelity;
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

    private static Fidelity.Result measure(Fidelity fidelity, DecodedAsset asset, ExportOptions options,
            RunContext context) {
        return fidelity.of(GlbReader.read(Glbs.of(Exporter.model(asset, "model", options, true, context), options, context.parallel())));
    }

    private static ExportOptions options(boolean normalMap) {
        return new ExportOptions(3000, DecimationUnit.FACES, 1024, true, TextureFormat.PNG, Front.GLTF, new Finish(
                normalMap, false, AlphaMode.OPAQUE, Compression.NONE, RemeshMode.HULL));
    }
}
