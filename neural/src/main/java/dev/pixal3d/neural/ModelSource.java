// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.BiRefNet;
import dev.pixal3d.model.Moge;
import dev.pixal3d.model.SlatDecoder;
import java.util.Optional;

/** All networks of a run, one at a time; the last two are helpers that a run can do without. */
interface ModelSource extends LatentModels {
    Loaded<SlatDecoder> shapeDecoder();

    Loaded<SlatDecoder> textureDecoder();

    /** Tells the field of view; none when its weights are not there. */
    Optional<Loaded<Moge>> camera();

    /** Cuts out the object; none when its weights are not there. */
    Optional<Loaded<BiRefNet>> matting();

    @Override
    default Loaded<VoxelUpsampler> voxelUpsampler() {
        Loaded<SlatDecoder> decoder = shapeDecoder();
        int splits = Integer.numberOfTrailingZeros(LatentPipeline.UPSAMPLING);
        return new Loaded<>((coords, latent, check) -> decoder.network().upsample(coords, latent, splits, check),
                decoder::close);
    }
}
