// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import java.util.List;

/**
 * Configuration of a flow transformer, read from the checkpoint's JSON.
 *
 * @param resolution
 *            grid of the dense sample, or the nominal grid of sparse tokens
 * @param inChannels
 *            channels of a token that enters
 * @param outChannels
 *            channels of the velocity
 * @param modelChannels
 *            width C of the stream
 * @param condChannels
 *            width of the global condition tokens
 * @param projChannels
 *            width P of the projected condition; 0: plain cross-attention only
 * @param mlpChannels
 *            hidden width of the feed-forward layer
 * @param ropeLow
 *            first rotary frequency
 * @param ropeHigh
 *            base of the falling frequencies
 */
public record FlowConfig(int resolution, int inChannels, int outChannels, int modelChannels, int condChannels,
        int blocks,
        int heads, int projChannels, int mlpChannels, double ropeLow, double ropeHigh, boolean queryKeyNorm,
        boolean crossQueryKeyNorm, boolean sharedModulation) {

    public int headChannels() { return modelChannels / heads; }

    public boolean projected() { return projChannels > 0; }

    /** Reads {@code {"name": ..., "args": {...}}}. */
    public static FlowConfig read(ConfigJson json) {
        json.nameIn(List.of("SparseStructureFlowModel", "SLatFlowModel", "ElasticSLatFlowModel"));
        int channels = json.integer("model_channels");
        int heads = json.integer("num_heads", channels / json.integer("num_head_channels", 64));
        int condition = json.integer("cond_channels");
        boolean projected = json.word("image_attn_mode", "cross", List.of("cross", "proj")).equals("proj");
        json.word("pe_mode", "ape", List.of("rope"));
        List<Double> rope = json.numbers("rope_freq", List.of(1.0, 10000.0));
        if (channels % heads != 0 || rope.size() != 2) {
            throw json.problem("num_heads",
                    "does not divide model_channels, or rope_freq is no pair (got " + heads + ", "
                            + channels + ", " + rope + ")");
        }
        return new FlowConfig(json.integer("resolution"), json.integer("in_channels"), json.integer("out_channels"),
                channels, condition, json.integer("num_blocks"), heads,
                projected ? json.integer("proj_in_channels", condition) : 0,
                (int) (channels * json.number("mlp_ratio", 4.0)), rope.getFirst(), rope.getLast(),
                json.flag("qk_rms_norm", false), json.flag("qk_rms_norm_cross", false), json.flag("share_mod", false));
    }
}
