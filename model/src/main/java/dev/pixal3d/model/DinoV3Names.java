// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Weights.Rows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DINOv3's tensors by the names that timm gives them: the same numbers, with query, key and value in one tensor.
 * Whatever timm's file holds beyond these keeps its name, and is refused as superfluous like in any other file.
 *
 * <p>
 * Reference: timm {@code models/eva.py} ({@code vit_large_patch16_dinov3_qkvb}; the variants without "qkvb" leave the
 * biases of query and value out and are another network).
 */
public final class DinoV3Names {
    private static final Set<String> MARKS = Set.of("cls_token", "reg_token", "patch_embed.proj.weight");
    private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d+)\\.(.+)");
    private static final Map<String, String> ENDS = Map.of("cls_token", "embeddings.cls_token", "reg_token",
            "embeddings.register_tokens", "patch_embed.proj.weight", "embeddings.patch_embeddings.weight",
            "patch_embed.proj.bias", "embeddings.patch_embeddings.bias");
    private static final Map<String, String> LAYER = Map.of("attn.q_bias", "attention.q_proj.bias", "attn.v_bias",
            "attention.v_proj.bias", "attn.proj.weight", "attention.o_proj.weight", "attn.proj.bias",
            "attention.o_proj.bias", "gamma_1", "layer_scale1.lambda1", "gamma_2", "layer_scale2.lambda1",
            "mlp.fc1.weight", "mlp.up_proj.weight", "mlp.fc1.bias", "mlp.up_proj.bias", "mlp.fc2.weight",
            "mlp.down_proj.weight", "mlp.fc2.bias", "mlp.down_proj.bias");
    private static final String FUSED = "attn.qkv.weight";
    private static final String[] PARTS = {"q", "k", "v"};

    private DinoV3Names() {}

    /** The published names of a file's tensors, and where each is; empty when the file does not use timm's. */
    public static Map<String, Rows> of(Set<String> keys) {
        Map<String, Rows> names = new LinkedHashMap<>();
        if (!keys.containsAll(MARKS)) return names;
        for (String key : keys) {
            Matcher block = BLOCK.matcher(key);
            if (!block.matches()) {
                String published = ENDS.get(key);
                if (published != null) names.put(published, new Rows(key, 0, 1));
                continue;
            }
            String layer = "layer." + block.group(1) + ".";
            String rest = block.group(2);
            if (rest.equals(FUSED)) {
                for (int i = 0; i < PARTS.length; i++) {
                    names.put(layer + "attention." + PARTS[i] + "_proj.weight", new Rows(key, i, PARTS.length));
                }
            } else {
                names.put(layer + LAYER.getOrDefault(rest, rest), new Rows(key, 0, 1));
            }
        }
        return names;
    }
}
