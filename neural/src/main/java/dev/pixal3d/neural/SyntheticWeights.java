// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes a complete weights folder of random numbers, with the published names, shapes and types: for trying the whole
 * path, its memory and its speed without the real weights. What comes out of it is noise. Names and shapes are those
 * that the networks themselves ask for, so a folder of either size always fits them; what the published files hold
 * besides is added, and tensors are in the order that the publishers' library writes, so that the large files have the
 * published sizes to the byte. One thread makes the numbers of 27 GB in 24 s; the disk takes the rest of the time.
 */
public final class SyntheticWeights {
    /** How large the networks are. */
    public enum Size {
        /** A few megabytes; a run takes seconds on a CPU. */
        TINY,
        /** As published: about 27 GB. */
        FULL;

        /** Reads {@code tiny} or {@code full}. */
        public static Size parse(String text) {
            for (Size size : values()) if (size.word().equals(text)) return size;
            throw new IllegalArgumentException(
                    "size: unknown (got \"" + text + "\", allowed tiny, full). Correct the option.");
        }

        String word() { return name().toLowerCase(Locale.ROOT); }
    }

    /** What the publisher appends to the names of flows for several pictures. */
    static final String SEVERAL = "_mv";

    private static final int BUFFER = 1 << 20;

    private SyntheticWeights() {}

    /**
     * Writes the folder for runs with one picture; files of the same name are replaced.
     *
     * @param log
     *            told each file's name before it is written
     * @throws IOException
     *             when the disk does not take it
     */
    public static void write(Path folder, Size size, Consumer<String> log) throws IOException {
        String pipeline = resource(size, PictureCount.ONE.pipeline()).orElseThrow();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(PictureCount.ONE.pipeline()), pipeline);
        ConfigJson names = ConfigJson.parse(PictureCount.ONE.pipeline(), pipeline).child("models");
        for (Part part : Part.values()) {
            String stem = part.isInPipeline() ? names.text(part.key()) : part.key() + "/model";
            String config = part.isInPipeline() ? stem + ".json" : part.key() + "/config.json";
            write(folder, new Checkpoint(part, PictureCount.ONE, size), stem, config, resource(size, config), log);
        }
    }

    /**
     * Adds the flows for several pictures to a folder that {@link #write} wrote; their numbers are others.
     *
     * @throws IOException
     *             when the disk does not take it
     */
    public static void addSeveralPictures(Path folder, Size size, Consumer<String> log) throws IOException {
        String pipeline = resource(size, PictureCount.ONE.pipeline()).orElseThrow();
        ConfigJson names = ConfigJson.parse(PictureCount.ONE.pipeline(), pipeline).child("models");
        for (Part part : Part.values()) {
            if (part.kind() != NetworkKind.FLOW) continue;
            String stem = names.text(part.key());
            pipeline = pipeline.replace('"' + stem + '"', '"' + stem + SEVERAL + '"');
            write(folder, new Checkpoint(part, PictureCount.SEVERAL, size), stem + SEVERAL, stem + SEVERAL + ".json",
                    resource(size, stem + ".json"), log);
        }
        Files.writeString(folder.resolve(PictureCount.SEVERAL.pipeline()), pipeline);
    }

    private static void write(Path folder, Checkpoint checkpoint, String stem, String config, Optional<String> json,
            Consumer<String> log) throws IOException {
        Path file = folder.resolve(stem + ".safetensors");
        Files.createDirectories(file.getParent());
        if (json.isPresent()) Files.writeString(folder.resolve(config), json.get());
        log.accept(folder.relativize(file).toString());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            checkpoint.writer(json.map(text -> ConfigJson.parse(config, text))).writeTo(out);
        }
    }

    /** One network's file before it is written. */
    record Checkpoint(Part part, PictureCount pictures, Size size) {
        /**
         * The tensors that it holds.
         *
         * @param config
         *            the network's own, if it has one
         */
        SafetensorsWriter writer(Optional<ConfigJson> config) {
            SafetensorsWriter writer = new SafetensorsWriter();
            if (!part.isInPipeline()) writer.metadata("format", "pt");
            Map<String, List<Long>> tensors = tensors(part, config, size);
            tensors.keySet().stream()
                    .sorted(Comparator.comparingInt((String name) -> -type(part, name, size).bytes())
                            .thenComparing(Comparator.naturalOrder()))
                    .forEach(name -> {
                        TensorType type = type(part, name, size);
                        List<Long> shape = tensors.getOrDefault(name, List.of());
                        RandomTensor random = RandomTensor.of(part, pictures, size, name, shape);
                        writer.add(name, type, out -> random.writeTo(out, type),
                                shape.stream().mapToLong(Long::longValue).toArray());
                    });
            return writer;
        }
    }

    /** What the network reads and what the published file holds besides. */
    private static Map<String, List<Long>> tensors(Part part, Optional<ConfigJson> config, Size size) {
        Map<String, List<Long>> tensors = new LinkedHashMap<>(part.kind().tensors(config));
        switch (part) {
            case STRUCTURE_FLOW -> tensors.put("rope_phases", ropePhases(tensors));
            case FEATURES -> {
                long c = tensors.getOrDefault("embeddings.cls_token", List.of()).getLast();
                tensors.put("embeddings.mask_token", List.of(1L, 1L, c));
                tensors.put("norm.weight", List.of(c));
                tensors.put("norm.bias", List.of(c));
            }
            case CAMERA -> {
                long c = tensors.getOrDefault("encoder.backbone.cls_token", List.of()).getLast();
                tensors.put("encoder.backbone.mask_token", List.of(1L, c));
                for (int i = 0; i < 6; i += 2) {
                    tensors.put("scale_head." + i + ".weight", List.of(i < 4 ? c : 1, c));
                    tensors.put("scale_head." + i + ".bias", List.of(i < 4 ? c : 1));
                }
            }
            case MATTING -> {
                if (size == Size.TINY) tensors.replaceAll(SyntheticWeights::shrunk);
            }
            default -> {}
        }
        return tensors;
    }

    /**
     * A shape of BiRefNet, which has no configuration, with narrow layers: a 24th of the backbone's widths, 8 channels
     * inside of the decoder. What depends on the picture's or the window's size stays.
     */
    private static List<Long> shrunk(String name, List<Long> shape) {
        if (name.endsWith("relative_position_bias_table")) return List.of(shape.getFirst(), shape.getLast() / 6);
        List<Long> small = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            long n = shape.get(i);
            boolean tiles = i == 1 && name.matches(".*ipt_blk\\d\\.conv1\\.weight");
            small.add(tiles ? n : n % 48 == 0 ? n / 24 : n >= 64 && n % 64 == 0 ? n == 1280 ? 40 : 8 : n);
        }
        return small;
    }

    /** The complex table that the published file carries and that nobody reads. */
    private static List<Long> ropePhases(Map<String, List<Long>> tensors) {
        long headChannels = tensors.getOrDefault("blocks.0.self_attn.q_rms_norm.gamma", List.of(128L)).getLast();
        return List.of(4096L, headChannels / 2);
    }

    /** The published files' types: half precision where the decoders compute in it, and in the matting network. */
    private static TensorType type(Part part, String name, Size size) {
        if (name.equals("rope_phases")) return TensorType.C64;
        if (name.endsWith("num_batches_tracked") || name.endsWith("relative_position_index")) return TensorType.I64;
        if (size == Size.TINY) return TensorType.F32;
        return switch (part) {
            case SHAPE_DECODER, TEXTURE_DECODER, MATTING -> TensorType.F16;
            case STRUCTURE_DECODER -> name.contains("conv") ? TensorType.F16 : TensorType.F32;
            default -> TensorType.F32;
        };
    }

    private static Optional<String> resource(Size size, String name) throws IOException {
        try (InputStream in = SyntheticWeights.class.getResourceAsStream("synthetic/" + size.word() + "/" + name)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
