// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import java.util.List;

/**
 * Configuration of a structured-latent decoder, read from the checkpoint's JSON.
 *
 * @param channels
 *            width of each level, coarse first
 * @param blocks
 *            ConvNeXt blocks of each level
 * @param predictsSubdivision
 *            whether the network decides itself which children exist (shape) or is told (texture)
 * @param voxelMargin
 *            how far a dual vertex may lie outside of its voxel, in voxels
 */
public record SlatDecoderConfig(int latentChannels, int outChannels, List<Integer> channels, List<Integer> blocks,
        boolean predictsSubdivision, double voxelMargin) {
    /** Dual vertex, crossed flags, split weight. */
    private static final int SHAPE_CHANNELS = 7;

    public static SlatDecoderConfig read(ConfigJson json) {
        json.nameIn(List.of("FlexiDualGridVaeDecoder", "SparseUnetVaeDecoder"));
        boolean shape = json.name().equals("FlexiDualGridVaeDecoder");
        List<Integer> channels = json.integers("model_channels", 0);
        List<Integer> blocks = json.integers("num_blocks", 0);
        if (channels.isEmpty() || channels.size() != blocks.size()) {
            throw json.problem("num_blocks",
                    "has not one entry a level (got " + blocks + " for channels " + channels + ")");
        }
        known(json, "block_type", "SparseConvNeXtBlock3d");
        known(json, "up_block_type", "SparseResBlockC2S3d");
        return new SlatDecoderConfig(json.integer("latent_channels"),
                shape ? SHAPE_CHANNELS : json.integer("out_channels"),
                channels, blocks, json.flag("pred_subdiv", shape),
                json.number("voxel_margin", 0.5));
    }

    private static void known(ConfigJson json, String key, String allowed) {
        for (String type : json.texts(key)) {
            if (!type.equals(allowed))
                throw json.problem(key, "is not known (got \"" + type + "\", allowed " + allowed + ")");
        }
    }

    public int levels() { return channels.size(); }
}
