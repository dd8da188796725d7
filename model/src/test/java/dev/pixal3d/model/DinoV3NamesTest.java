// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchException;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden network's file written anew under timm's names gives the same features. */
class DinoV3NamesTest {
    private static final Map<String, String> ENDS = Map.ofEntries(
            Map.entry("embeddings.cls_token", "cls_token"), Map.entry("embeddings.register_tokens", "reg_token"),
            Map.entry("embeddings.patch_embeddings", "patch_embed.proj"), Map.entry("layer_scale1.lambda1", "gamma_1"),
            Map.entry("layer_scale2.lambda1", "gamma_2"), Map.entry("attention.o_proj", "attn.proj"),
            Map.entry("attention.q_proj.bias", "attn.q_bias"), Map.entry("attention.v_proj.bias", "attn.v_bias"),
            Map.entry("mlp.up_proj", "mlp.fc1"), Map.entry("mlp.down_proj", "mlp.fc2"), Map.entry("layer.", "blocks."));

    @TempDir
    private Path temp = Path.of("");

    private static String renamed(String name) {
        String timm = name;
        for (Map.Entry<String, String> end : ENDS.entrySet()) timm = timm.replace(end.getKey(), end.getValue());
        return timm;
    }

    /** Writes the golden file with timm's names and fused queries, keys and values. */
    private Path timm(Path golden, String leftOut, String added) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        try (SafetensorsFile in = SafetensorsFile.open(golden.resolve("model.safetensors"))) {
            in.tensors().forEach((name, info) -> {
                long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
                if (name.endsWith("mask_token") || renamed(name).equals(leftOut)) return;
                if (name.matches(".*attention\\.[kv]_proj\\.weight")) return;
                if (!name.endsWith("attention.q_proj.weight")) {
                    writer.add(renamed(name), in.floats(name), shape);
                    return;
                }
                float[] fused = new float[3 * (int) (shape[0] * shape[1])];
                for (int part = 0; part < 3; part++) {
                    float[] rows = in.floats(name.replace("q_proj", "qkv".charAt(part) + "_proj"));
                    System.arraycopy(rows, 0, fused, part * rows.length, rows.length);
                }
                writer.add(renamed(name).replace("attention.q_proj", "attn.qkv"), fused, 3 * shape[0], shape[1]);
            });
            if (!added.isEmpty()) writer.add(added, new float[1], 1);
            Path file = temp.resolve("timm.safetensors");
            try (OutputStream out = Files.newOutputStream(file)) {
                writer.writeTo(out);
            }
            return file;
        }
    }

    private static DinoV3Config config(Path folder) throws IOException {
        Path file = folder.resolve("model.json");
        return DinoV3Config.read(ConfigJson.parse(file.toString(), Files.readString(file)));
    }

    @Test
    void givesTheSameFeatures() throws IOException {
        Path folder = Golden.cases("dinov3").getFirst();
        try (Weights usual = Weights.open(folder.resolve("model.safetensors")).on(Golden.DEVICE);
                Weights timm = Weights.open(timm(folder, "", ""), DinoV3Names::of).on(Golden.DEVICE);
                TensorScope _ = TensorScope.open()) {
            DinoV3Config config = config(folder);
            DinoV3 network = new DinoV3(config, timm);
            timm.requireAllUsed();
            Tensor image = Tensor.zeros(Dtype.F32, Golden.DEVICE, 1, 3, 64, 64).add(0.3);
            DinoV3.Features expected = new DinoV3(config, usual).forward(image, RunContext.silent());
            DinoV3.Features features = network.forward(image, RunContext.silent());
            assertThat(features.global().floats()).containsExactly(expected.global().floats());
            assertThat(features.patches().floats()).containsExactly(expected.patches().floats());
        }
    }

    @Test
    void isStrict() throws IOException {
        Path folder = Golden.cases("dinov3").getFirst();
        try (TensorScope _ = TensorScope.open()) {
            DinoV3Config config = config(folder);
            try (Weights more = Weights.open(timm(folder, "", "blocks.0.attn.k_bias"), DinoV3Names::of)) {
                new DinoV3(config, more);
                assertThatThrownBy(more::requireAllUsed).isInstanceOf(TorchException.class)
                        .hasMessageContaining("layer.0.attn.k_bias");
            }
            try (Weights less = Weights.open(timm(folder, "blocks.0.attn.q_bias", ""), DinoV3Names::of)) {
                assertThatThrownBy(() -> new DinoV3(config, less)).isInstanceOf(TorchException.class)
                        .hasMessageContaining("\"layer.0.attention.q_proj.bias\" is missing");
            }
        }
    }

    @Test
    void otherFilesKeepTheirNames() {
        assertThat(DinoV3Names.of(Set.of("embeddings.cls_token", "layer.0.norm1.weight"))).isEmpty();
        assertThat(DinoV3Names.of(Set.of("cls_token", "blocks.0.norm1.weight"))).isEmpty();
    }

    @Test
    void timmsJsonNamesTheArchitecture() {
        ConfigJson json = ConfigJson.parse("config.json", "{\"architecture\": \"vit_large_patch16_dinov3_qkvb\"}");
        assertThat(DinoV3Config.read(json)).isEqualTo(DinoV3Config.LARGE);
        ConfigJson other = ConfigJson.parse("config.json", "{\"architecture\": \"vit_large_patch16_dinov3\"}");
        assertThatThrownBy(() -> DinoV3Config.read(other)).isInstanceOf(ModelException.class)
                .hasMessageContaining("vit_large_patch16_dinov3_qkvb");
    }
}
