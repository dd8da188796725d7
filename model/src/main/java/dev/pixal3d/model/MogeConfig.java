// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import java.util.List;

/**
 * Configuration of MoGe-2, read from the checkpoint's {@code model_config}.
 *
 * @param layers
 *            0-based encoder blocks whose outputs are used
 * @param tokensLow
 *            patch tokens at the lowest resolution level
 * @param tokensHigh
 *            patch tokens at the highest
 */
public record MogeConfig(Backbone backbone, List<Integer> layers, int channels, Stack neck, Stack points, Stack mask,
        int tokensLow, int tokensHigh) {

    private static final List<Integer> WIDTHS = List.of(1024, 256, 128, 64, 32);
    private static final List<String> RESAMPLERS = List.of("conv_transpose", "conv_transpose", "conv_transpose",
            "bilinear");

    /** The published large network, for files that do not say how they are built. */
    public static final MogeConfig PUBLISHED = new MogeConfig(new Backbone(14, 1024, 24, 16, 4096, 37),
            List.of(5, 11, 17, 23), 1024,
            new Stack(List.of(1026, 2, 2, 2, 2), List.of(0, 0, 0, 0, 0), WIDTHS, List.of(0, 2, 2, 2, 0), RESAMPLERS),
            head(3), head(1), 1200, 3600);

    private static Stack head(int channels) {
        return new Stack(WIDTHS, List.of(0, 0, 0, 0, channels), WIDTHS, List.of(0, 1, 1, 1, 0), RESAMPLERS);
    }

    /** A DINOv2 vision transformer; positions is the side of the learned position grid. */
    public record Backbone(int patch, int channels, int depth, int heads, int mlpChannels, int positions) {}

    /** A pyramid of convolutions; 0 in outputs means that a level is passed on as it is. */
    public record Stack(List<Integer> inputs, List<Integer> outputs, List<Integer> channels, List<Integer> blocks,
            List<String> resamplers) {
        static Stack read(ConfigJson json) {
            json.word("res_block_in_norm", "none", List.of("none"));
            json.word("res_block_hidden_norm", "none", List.of("none"));
            List<Integer> inputs = json.integers("dim_in", 0);
            List<String> resamplers = json.texts("resamplers");
            if (!List.of("conv_transpose", "bilinear").containsAll(resamplers)) {
                throw json.problem("resamplers", "has an entry that is not known (got " + resamplers + ")");
            }
            return new Stack(inputs,
                    json.has("dim_out") ? json.integers("dim_out", 0) : inputs.stream().map(_ -> 0).toList(),
                    json.integers("dim_res_blocks", 0), json.integers("num_res_blocks", 0), resamplers);
        }
    }

    /** Reads the object that holds {@code model_config}, or that object itself. */
    public static MogeConfig read(ConfigJson json) {
        ConfigJson model = json.has("model_config") ? json.child("model_config") : json;
        ConfigJson encoder = model.child("encoder");
        model.word("remap_output", "exp", List.of("exp"));
        List<Integer> tokens = model.integers("num_tokens_range", 0);
        return new MogeConfig(backbone(json, encoder), encoder.integers("intermediate_layers", 0),
                encoder.integer("dim_out"),
                Stack.read(model.child("neck")), Stack.read(model.child("points_head")),
                Stack.read(model.child("mask_head")),
                tokens.getFirst(), tokens.getLast());
    }

    private static Backbone backbone(ConfigJson json, ConfigJson encoder) {
        if (json.has("_backbone_args")) {
            ConfigJson args = json.child("_backbone_args");
            int channels = args.integer("embed_dim");
            return new Backbone(args.integer("patch_size", 14), channels, args.integer("depth"),
                    args.integer("num_heads"),
                    (int) (channels * args.number("mlp_ratio", 4)),
                    args.integer("img_size", 518) / args.integer("patch_size", 14));
        }
        String name = encoder.text("backbone");
        return switch (name) {
            case "dinov2_vits14" -> new Backbone(14, 384, 12, 6, 1536, 37);
            case "dinov2_vitb14" -> new Backbone(14, 768, 12, 12, 3072, 37);
            case "dinov2_vitl14" -> new Backbone(14, 1024, 24, 16, 4096, 37);
            default -> throw encoder.problem("backbone", "is not known (got \"" + name
                    + "\", allowed dinov2_vits14, dinov2_vitb14, dinov2_vitl14)");
        };
    }
}
