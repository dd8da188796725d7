// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.DinoV3Names;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a checkpoint file is and whether it holds what its network reads. Reads the file's list of tensors, not their
 * values.
 *
 * @param kind
 *            none when no known network is recognised
 * @param types
 *            number of tensors of each element type; {@code other} for types only other software uses
 * @param missing
 *            tensors that the network needs and the file lacks
 * @param misshapen
 *            tensors with another shape than the network needs
 * @param extra
 *            tensors that belong to no part of the network
 */
record CheckpointReport(Path file, Optional<NetworkKind> kind, Optional<Path> config, int tensors, long parameters,
        long bytes, Map<String, Integer> types, List<String> missing, List<String> misshapen, List<String> extra) {
    private static final int SHOWN = 10;

    /** Whether the network that this is can be built from it. */
    boolean isComplete() {
        return kind.isPresent() && problem().isEmpty();
    }

    /** What is wrong, in one line; none when all is well. */
    Optional<String> problem() {
        if (kind.isEmpty()) return Optional.of(file + ": holds no network of Pixal3D. Check which file is where.");
        String what = kind.get().word();
        if (kind.get().needsConfig() && config.isEmpty()) {
            return Optional.of(file + ": " + what + " has no JSON beside it. Download "
                    + stem(file) + ".json or config.json too.");
        }
        if (!missing.isEmpty()) {
            return Optional.of(file + ": " + what + " lacks " + missing.size() + " tensors (first \""
                    + missing.getFirst() + "\"). Download the file again.");
        }
        if (!misshapen.isEmpty()) {
            return Optional.of(file + ": " + what + " has " + misshapen.size() + " tensors of another shape (first "
                    + misshapen.getFirst() + "). Use the file that belongs to the JSON beside it.");
        }
        if (!extra.isEmpty()) {
            return Optional
                    .of(file + ": " + what + " has " + extra.size() + " tensors that do not belong to it (first \""
                            + extra.getFirst() + "\"). Use the published file.");
        }
        return Optional.empty();
    }

    /**
     * Examines a file.
     *
     * @throws RuntimeException
     *             with file and reason in its message when it is no usable checkpoint
     */
    static CheckpointReport of(Path file) {
        try (Weights weights = open(file)) {
            Optional<NetworkKind> kind = NetworkKind.of(weights);
            Optional<Path> config = configOf(file);
            Map<String, Weights.TypedShape> all = weights.entries();
            Map<String, Integer> types = new TreeMap<>();
            long parameters = 0;
            for (Weights.TypedShape info : all.values()) {
                types.merge(info.dtype().map(Enum::name).orElse("other"), 1, Integer::sum);
                parameters += info.elements();
            }
            List<String> missing = new ArrayList<>();
            List<String> misshapen = new ArrayList<>();
            List<String> extra = new ArrayList<>();
            Optional<ConfigJson> json = json(kind, config, weights);
            if (kind.isPresent() && (json.isPresent() || !kind.get().needsConfig())) {
                compare(kind.get(), kind.get().tensors(json), all, missing, misshapen, extra);
            }
            return new CheckpointReport(file, kind, config, all.size(), parameters, weights.bytes(), types, missing,
                    misshapen, extra);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static void compare(NetworkKind kind, Map<String, List<Long>> wanted, Map<String, Weights.TypedShape> all,
            List<String> missing, List<String> misshapen, List<String> extra) {
        String prefix = kind == NetworkKind.MOGE && all.containsKey("model.encoder.image_mean") ? "model." : "";
        wanted.forEach((name, shape) -> {
            Weights.TypedShape info = all.get(prefix + name);
            if (info == null) {
                if (!kind.mayHold(name)) missing.add(prefix + name);
            } else if (!info.shape().equals(shape) && kind != NetworkKind.BIREFNET) {
                misshapen.add("\"" + prefix + name + "\" " + info.shape() + " for " + shape);
            }
        });
        all.keySet().stream().map(n -> n.startsWith(prefix) ? n.substring(prefix.length()) : n)
                .filter(n -> !wanted.containsKey(n) && !kind.mayHold(n)).forEach(extra::add);
    }

    static Optional<ConfigJson> json(Optional<NetworkKind> kind, Optional<Path> config, Weights weights)
            throws IOException {
        if (kind.equals(Optional.of(NetworkKind.MOGE)) && weights.config("model_config").isPresent()) {
            return weights.config("model_config").map(c -> ConfigJson.parse(weights.where(), c.toString()));
        }
        return config.isEmpty()
                ? Optional.empty()
                : Optional.of(ConfigJson.parse(config.get().toString(), Files.readString(config.get())));
    }

    /** A checkpoint under the names that our networks ask for, whoever published it. */
    static Weights open(Path file) throws IOException {
        return Weights.open(file, DinoV3Names::of);
    }

    /** The JSON of a checkpoint: of the same name, or {@code config.json} beside it. */
    static Optional<Path> configOf(Path file) {
        Path sameName = file.resolveSibling(stem(file) + ".json");
        Path plain = file.resolveSibling("config.json");
        return Files.isRegularFile(sameName)
                ? Optional.of(sameName)
                : Files.isRegularFile(plain) ? Optional.of(plain) : Optional.empty();
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("(\\.safetensors\\.index\\.json|\\.[^.]*)$", "");
    }

    /** The report as JSON values. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", "checkpoint");
        facts.put("network", kind.map(NetworkKind::word).orElse("unknown"));
        facts.put("complete", isComplete());
        problem().ifPresent(p -> facts.put("problem", p));
        config.ifPresent(c -> facts.put("config", c.getFileName().toString()));
        facts.put("tensors", tensors);
        facts.put("parameters", parameters);
        facts.put("bytes", bytes);
        facts.put("types", types);
        list(facts, "missing", missing);
        list(facts, "wrong_shape", misshapen);
        list(facts, "extra", extra);
        return facts;
    }

    private static void list(Map<String, Object> facts, String name, List<String> values) {
        if (values.isEmpty()) return;
        facts.put(name + "_count", values.size());
        facts.put(name, values.subList(0, Math.min(SHOWN, values.size())));
    }
}
