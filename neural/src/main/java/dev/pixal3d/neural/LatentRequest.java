// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.SamplerSettings;
import java.util.List;

/**
 * What the generative half works from.
 *
 * @param views
 *            one, or several of the same object, the front first
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
record LatentRequest(List<PictureView> views, long seed, int resolution, int maxTokens, SamplerSettings structure,
        SamplerSettings shape, SamplerSettings texture) {}
