// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A network in several safetensors files with an index, {@code NAME.safetensors.index.json}, whose {@code weight_map}
 * says which file beside it holds which tensor. Index and files must agree.
 */
record ShardedCheckpoint(String where, List<Checkpoint> shards, Map<String, Entry> entries) implements Checkpoint {
    private static final String SUFFIX = ".index.json";
    private static final long MOST_INDEX_BYTES = 64L << 20;

    static boolean isIndex(Path file) { return file.toString().endsWith(SUFFIX); }

    static ShardedCheckpoint open(Path index) throws IOException {
        String where = index.toString();
        Map<String, Checkpoint> shards = new LinkedHashMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, JsonNode> tensor : map(where, index).properties()) {
                String file = tensor.getValue().asString("");
                if (!file.matches("[^/\\\\]+\\.safetensors")) {
                    throw new TorchException(where + ": \"" + tensor.getKey() + "\" is in no safetensors file beside it"
                            + " (got \"" + file + "\"). Download the index again.");
                }
                Checkpoint shard = shards.get(file);
                if (shard == null) {
                    shard = shard(where, index.resolveSibling(file));
                    shards.put(file, shard);
                }
                entries.put(tensor.getKey(), entry(where, file, tensor.getKey(), shard));
            }
            refuseUnlisted(where, shards, entries);
            return new ShardedCheckpoint(where, List.copyOf(shards.values()), Collections.unmodifiableMap(entries));
        } catch (RuntimeException | IOException e) {
            shards.values().forEach(Checkpoint::close);
            throw e;
        }
    }

    private static JsonNode map(String where, Path index) throws IOException {
        if (Files.size(index) > MOST_INDEX_BYTES) {
            throw new TorchException(where + ": is too large for an index (got " + Files.size(index)
                    + " bytes, allowed " + MOST_INDEX_BYTES + "). Download it again.");
        }
        try {
            JsonNode map = JsonMapper.builder().build().readTree(Files.readAllBytes(index)).path("weight_map");
            if (map.isObject() && !map.isEmpty()) return map;
        } catch (JacksonException e) {
            throw new TorchException(where + ": is no JSON (" + e.getOriginalMessage() + "). Download it again.", e);
        }
        throw new TorchException(where + ": has no \"weight_map\". Download it again.");
    }

    private static Checkpoint shard(String where, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new TorchException(where + ": its file " + file.getFileName() + " is missing. Download it too.");
        }
        return SafetensorsCheckpoint.open(file);
    }

    private static Entry entry(String where, String file, String name, Checkpoint shard) {
        Entry entry = shard.entries().get(name);
        if (entry != null) return entry;
        throw new TorchException(where + ": " + file + " does not hold \"" + name + "\" as the index says. Download "
                + "both again.");
    }

    @SuppressWarnings("ReferenceEquality") // two files may hold equal tensors under one name
    private static void refuseUnlisted(String where, Map<String, Checkpoint> shards, Map<String, Entry> entries) {
        shards.forEach((file, shard) -> shard.entries().forEach((name, entry) -> {
            if (entries.get(name) != entry) {
                throw new TorchException(where + ": does not say that " + file + " holds \"" + name
                        + "\". Download both again.");
            }
        }));
    }

    @Override
    public Optional<JsonNode> config(String key) {
        return shards.stream().flatMap(shard -> shard.config(key).stream()).findFirst();
    }

    @Override
    public void close() { shards.forEach(Checkpoint::close); }
}
