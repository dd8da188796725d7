// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.model.ShapeHead;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.util.List;
import java.util.Optional;

/**
 * From structured latents to voxels: the shape decoder says which voxels there are and where the surface crosses them,
 * the texture decoder follows its splits and gives each voxel its material. Call on the compute thread.
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
            Loaded<SlatDecoder> decoder = models.shapeDecoder();
            double margin = decoder.network().config().voxelMargin();
            try (SlatDecoder.Decoded shape = run(decoder, latents, latents.shape(), List.of(), context)) {
                ShapeHead head = ShapeHead.of(shape.feats(), margin);
                int[] coords = LatentPipeline.unbatched(shape.coords());
                shape.feats().close();
                TorchRuntime.trim();
                Stage.DECODE.begin(context, 1, STEPS);
                try (SlatDecoder.Decoded texture = run(models.textureDecoder(), latents, latents.texture(),
                        shape.subdivisions(), context)) {
                    float[] attributes = texture.feats().mul(0.5).add(0.5).clamp(0.0, 1.0).to(Device.CPU).floats();
                    Stage.DECODE.begin(context, STEPS, STEPS);
                    return new OVoxel(latents.resolution(), coords, head.dual(), head.crossed(), attributes,
                            Optional.of(head.splitWeight()));
                }
            }
        } finally {
            TorchRuntime.trim();
        }
    }

    private static SlatDecoder.Decoded run(Loaded<SlatDecoder> decoder, Latents latents, Tensor latent,
            List<Tensor> guides, RunContext context) {
        try (decoder) {
            return decoder.network().decode(latents.coords(), latent, guides, context);
        }
    }
}
