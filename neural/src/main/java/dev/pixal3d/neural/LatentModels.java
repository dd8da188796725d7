// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.model.DinoV3;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.Naf;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Tensor;

/**
 * The networks of the generative half, one at a time: each is loaded when its stage begins and closed when it ends. For
 * the compute thread, inside a scope that outlives the network.
 */
interface LatentModels {
    /** Occupancy logits of a dense latent. */
    @FunctionalInterface
    interface StructureDecoder {
        /**
         * Decodes one latent.
         *
         * @param latent
         *            [1, C, r, r, r]
         * @return [1, 1, R, R, R]
         */
        Tensor logits(Tensor latent, RunContext context);
    }

    /** The fine voxels below coarse tokens. */
    @FunctionalInterface
    interface VoxelUpsampler {
        /**
         * The voxels that exist below the tokens.
         *
         * @param coords
         *            I32 [N, 4] (batch, x, y, z)
         * @param latent
         *            [N, C], not normalised
         * @return I32 [M, 4] at {@link LatentPipeline#UPSAMPLING} times the resolution
         */
        Tensor fine(Tensor coords, Tensor latent, RunContext context);
    }

    /** Where the networks compute. */
    Device device();

    Normalisation shapeNormalisation();

    Normalisation textureNormalisation();

    Loaded<DinoV3> features();

    Loaded<Naf> upsampledFeatures();

    FlowConfig config(Flow flow);

    Loaded<FlowTransformer> flow(Flow flow);

    Loaded<StructureDecoder> structureDecoder();

    Loaded<VoxelUpsampler> voxelUpsampler();

    /** Bytes that decoding an object with that many tokens takes; 0 when the decoders are not these models'. */
    long decodingBytes(int tokens);
}
