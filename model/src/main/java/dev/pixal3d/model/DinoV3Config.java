// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import java.util.List;

/** Configuration of a DINOv3 vision transformer. */
public record DinoV3Config(int patch, int channels, int mlpChannels, int layers, int heads, int registers, double eps,
        double ropeTheta, boolean queryBias, boolean keyBias, boolean valueBias, boolean outBias, boolean mlpBias) {
    /** ViT-L/16. */
    static final DinoV3Config LARGE = new DinoV3Config(16, 1024, 4096, 24, 16, 4, 1e-5, 100, true, false, true, true,
            true);
    private static final String TIMM = "vit_large_patch16_dinov3_qkvb";

    public int headChannels() { return channels / heads; }

    /** From the publisher's JSON, or timm's, which names the architecture. */
    public static DinoV3Config read(ConfigJson json) {
        if (json.has("architecture")) {
            json.word("architecture", TIMM, List.of(TIMM));
            return LARGE;
        }
        json.word("hidden_act", "gelu", List.of("gelu"));
        if (json.flag("use_gated_mlp", false))
            throw json.problem("use_gated_mlp", "is not supported (got true, allowed false)");
        return new DinoV3Config(json.integer("patch_size", 16), json.integer("hidden_size"),
                json.integer("intermediate_size"), json.integer("num_hidden_layers"),
                json.integer("num_attention_heads"),
                json.integer("num_register_tokens", 0), json.number("layer_norm_eps", 1e-5),
                json.number("rope_theta", 100.0), json.flag("query_bias", true), json.flag("key_bias", false),
                json.flag("value_bias", true), json.flag("proj_bias", true), json.flag("mlp_bias", true));
    }
}
