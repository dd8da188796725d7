// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * Configuration of the NAF upsampler; the published checkpoint has no JSON, its values are {@link #PUBLISHED}.
 *
 * @param channels
 *            of queries and keys, both encoder branches together
 * @param heads
 *            of the attention
 * @param ropeHeads
 *            groups of channels that rotary positions are given to
 * @param kernel
 *            cells a side of the neighbourhood
 * @param blocks
 *            residual-free blocks of each branch
 */
public record NafConfig(int channels, int heads, int ropeHeads, int kernel, int blocks) {
    public static final NafConfig PUBLISHED = new NafConfig(256, 4, 4, 9, 2);

    public static NafConfig read(ConfigJson json) {
        return new NafConfig(json.integer("dim", 256), json.integer("heads_attn", 4), json.integer("heads_rope", 4),
                json.integer("kernel_size", 9),
                json.integer("img_layers", 2));
    }
}
