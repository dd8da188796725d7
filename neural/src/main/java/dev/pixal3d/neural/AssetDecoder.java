// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.model.ShapeHead;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.SparseGrid;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.util.List;
import java.util.Optional;

/**
 * From structured latents to voxels: the shape decoder says which voxels there are and where the surface crosses them,
 * the texture decoder works on those voxels and gives each its material. Call on the compute thread.
 *
 * <p>
 * Reference: Pixal3D {@code pipelines/pixal3d_image_to_3d.py}, {@code decode_latent}.
 */
final class AssetDecoder {
    private static final int STEPS = 2;

    private AssetDecoder() {}

    /** The volume in plain arrays; attributes are in [0, 1]. */
    static OVoxel decode(ModelSource models, Latents latents, RunContext context) {
        try (TensorScope _ = TensorScope.open()) {
            Stage.DECODE.begin(context, 0, STEPS);
            double margin;
            SlatDecoder.Decoded decoded;
            try (Loaded<SlatDecoder> decoder = models.shapeDecoder()) {
                margin = decoder.network().config().voxelMargin();
                decoded = Stage.DECODE
                        .naming(() -> decoder.network().decode(latents.coords(), latents.shape(), context));
            }
            try (SlatDecoder.Decoded shape = decoded) {
                ShapeHead head = ShapeHead.of(shape.feats(), margin);
                int[] coords = LatentPipeline.unbatched(shape.coords());
                shape.feats().close();
                TorchRuntime.trim();
                Stage.DECODE.begin(context, 1, STEPS);
                float[] attributes = texture(models, latents, shape.grids(), context);
                Stage.DECODE.begin(context, STEPS, STEPS);
                return new OVoxel(latents.resolution(), coords, head.dual(), head.crossed(), attributes,
                        Optional.of(head.splitWeight()));
            }
        } finally {
            TorchRuntime.trim();
        }
    }

    /** [0, 1], six a voxel. */
    private static float[] texture(ModelSource models, Latents latents, List<SparseGrid> grids,
            RunContext context) {
        try (Loaded<SlatDecoder> decoder = models.textureDecoder(); TensorScope _ = TensorScope.open()) {
            return Stage.DECODE.naming(() -> decoder.network().paint(grids, latents.texture(), context))
                    .mul(0.5).add(0.5).clamp(0.0, 1.0).to(Device.CPU).floats();
        }
    }
}
