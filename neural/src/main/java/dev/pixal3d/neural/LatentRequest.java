// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.PictureCamera;
import dev.pixal3d.model.SamplerSettings;

/**
 * What the generative half works from.
 *
 * @param picture
 *            square, opaque, the object on black
 * @param seed
 *            the low 32 bits count
 * @param resolution
 *            1024 or 1536; what is reached may be less
 * @param maxTokens
 *            above this, the resolution is lowered, though not below 1024
 * @param structure
 *            sampler of the first stage
 * @param shape
 *            sampler of both shape stages
 */
record LatentRequest(RgbaImage picture, PictureCamera camera, long seed, int resolution, int maxTokens,
        SamplerSettings structure, SamplerSettings shape, SamplerSettings texture) {}
