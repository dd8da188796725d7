// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import java.util.List;

/** Configuration of the sparse-structure decoder, read from the checkpoint's JSON. */
public record SparseStructureDecoderConfig(int outChannels, int latentChannels, int resBlocks, int middleBlocks,
        List<Integer> channels, boolean groupNorm) {
    public static SparseStructureDecoderConfig read(ConfigJson json) {
        json.nameIn(List.of("SparseStructureDecoder"));
        return new SparseStructureDecoderConfig(json.integer("out_channels"), json.integer("latent_channels"),
                json.integer("num_res_blocks"), json.integer("num_res_blocks_middle", 2), json.integers("channels", 0),
                json.word("norm_type", "layer", List.of("layer", "group")).equals("group"));
    }
}
