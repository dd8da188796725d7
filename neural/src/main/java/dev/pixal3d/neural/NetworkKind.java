// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.DinoV3;
import dev.pixal3d.model.DinoV3Config;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.model.Moge;
import dev.pixal3d.model.MogeConfig;
import dev.pixal3d.model.Naf;
import dev.pixal3d.model.NafConfig;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.model.SlatDecoderConfig;
import dev.pixal3d.model.SlatShortcuts;
import dev.pixal3d.model.SparseStructureDecoder;
import dev.pixal3d.model.SparseStructureDecoderConfig;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The networks that a weights folder is made of, and the tensors that each one's file must hold. */
enum NetworkKind {
    FLOW("flow transformer", List.of("t_embedder.mlp.0.weight"), Set.of("rope_phases")),
    STRUCTURE_DECODER(
            "sparse-structure decoder", List.of("middle_block.0.norm1.weight"), Set.of()),
    LATENT_DECODER(
            "structured-latent decoder", List.of("from_latent.weight"), Set.of()),
    DINOV3(
            "DINOv3 vision transformer", List.of("embeddings.patch_embeddings.weight"),
            Set.of("norm.weight", "norm.bias", "embeddings.mask_token")),
    NAF("NAF upsampler",
            List.of("image_encoder.rope.periods"), Set.of()),
    MOGE("MoGe-2",
            List.of("encoder.image_mean", "model.encoder.image_mean"),
            Set.of("encoder.backbone.mask_token")),
    BIREFNET("BiRefNet",
            List.of("bb.patch_embed.proj.weight"), Set.of());

    private static final long ANY_BUDGET = 1L << 30;
    private static final String BIREFNET_KEYS = "birefnet_swin_v1_l.tsv";
    private static final List<String> UNUSED_HEADS = List.of("scale_head.", "normal_head.");

    private static final List<String> TRAINING_ONLY = List.of("conv_ms_spvn_", "gdt_convs_pred_", "num_batches_tracked",
            "relative_position_index");

    private final String word;
    private final List<String> marks;
    private final Set<String> optional;

    NetworkKind(String word, List<String> marks, Set<String> optional) {
        this.word = word;
        this.marks = marks;
        this.optional = optional;
    }

    String word() { return word; }

    /** What a file holds, by its tensors' names. */
    static Optional<NetworkKind> of(Weights weights) {
        return Arrays.stream(values()).filter(k -> k.marks.stream().anyMatch(weights::has)).findFirst();
    }

    /** Whether a file may hold a tensor that the network does not read. */
    boolean mayHold(String name) {
        return optional.contains(name) || this == MOGE && UNUSED_HEADS.stream().anyMatch(name::startsWith)
                || this == BIREFNET && TRAINING_ONLY.stream().anyMatch(name::contains);
    }

    /** Whether the file alone says how the network is built. */
    boolean needsConfig() {
        return this != NAF && this != MOGE && this != BIREFNET;
    }

    /**
     * Names and shapes of the tensors that the network reads, without loading any.
     *
     * @param config
     *            the checkpoint's JSON; may be missing where the published network has none
     */
    Map<String, List<Long>> tensors(Optional<ConfigJson> config) {
        if (this == BIREFNET) return published(BIREFNET_KEYS);
        Map<String, List<Long>> asked = new LinkedHashMap<>();
        try (Weights recorder = Weights
                .recording((name, _, shape) -> asked.put(name, Arrays.stream(shape).boxed().toList()));
                TensorScope _ = TensorScope.open()) {
            build(config, recorder);
        }
        return asked;
    }

    private void build(Optional<ConfigJson> config, Weights weights) {
        switch (this) {
            case FLOW -> new FlowTransformer(FlowConfig.read(config.orElseThrow()), weights, Dtype.F32,
                    FlowWeights.WHOLE);
            case STRUCTURE_DECODER -> new SparseStructureDecoder(
                    SparseStructureDecoderConfig.read(config.orElseThrow()), weights, Dtype.F32);
            case LATENT_DECODER -> new SlatDecoder(SlatDecoderConfig.read(config.orElseThrow()), weights, Dtype.F32,
                    ANY_BUDGET, SlatShortcuts.ALL);
            case DINOV3 -> new DinoV3(DinoV3Config.read(config.orElseThrow()), weights);
            case NAF -> new Naf(config.map(NafConfig::read).orElse(NafConfig.PUBLISHED), weights);
            case MOGE -> new Moge(config.map(MogeConfig::read).orElse(MogeConfig.PUBLISHED), weights);
            case BIREFNET -> throw new IllegalStateException("sizes are read from the file");
        }
    }

    /** A list of names, types and shapes, one tensor a line. */
    static Map<String, List<Long>> published(String resource) {
        Map<String, List<Long>> tensors = new LinkedHashMap<>();
        try (InputStream in = NetworkKind.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("no resource " + resource);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(l -> !l.isBlank()).forEach(line -> {
                String[] columns = line.split("\t", -1);
                tensors.put(columns[0], columns[2].isBlank()
                        ? List.of()
                        : Arrays.stream(columns[2].split(",")).map(Long::valueOf).toList());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tensors;
    }
}
