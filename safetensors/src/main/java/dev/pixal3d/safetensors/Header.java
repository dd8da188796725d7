// SPDX-License-Identifier: MIT
package dev.pixal3d.safetensors;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON header of a safetensors file, checked: known types, sizes that match shape and type, ranges inside the file
 * that do not overlap. Format: 8 bytes little-endian header length, header, tensor data.
 */
record Header(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
    /** The limit of the reference implementation. */
    static final long MAX_HEADER_BYTES = 100_000_000;
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static Header parse(String where, byte[] json, long dataStart, long fileBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw problem(where, "the header is not JSON (" + e.getOriginalMessage() + ")", "Download the file again.");
        }
        if (!root.isObject()) throw problem(where, "the header is not a JSON object", "Download the file again.");
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asString("")));
            } else {
                tensors.put(entry.getKey(), tensor(where, entry.getKey(), entry.getValue(), dataStart, fileBytes));
            }
        }
        refuseOverlap(where, tensors.values());
        return new Header(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(metadata));
    }

    private static TensorInfo tensor(String where, String name, JsonNode node, long dataStart, long fileBytes) {
        String at = where + ": tensor \"" + name + "\"";
        JsonNode dims = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        if (!dims.isArray() || !offsets.isArray() || offsets.size() != 2 || !offsets.get(0).isIntegralNumber()
                || !offsets.get(1).isIntegralNumber()) {
            throw problem(at, "has no shape or data_offsets", "Download the file again.");
        }
        TensorType type;
        try {
            type = TensorType.valueOf(node.path("dtype").asString(""));
        } catch (IllegalArgumentException e) {
            throw problem(at, "has an unknown dtype (got " + node.path("dtype") + ", allowed "
                    + List.of(TensorType.values()) + ")", "Convert the file with a current safetensors release.");
        }
        List<Long> shape = new ArrayList<>();
        long bytes = type.bytes();
        for (JsonNode dim : dims) {
            if (!dim.canConvertToLong() || !dim.isIntegralNumber() || dim.asLong() < 0) {
                throw problem(at, "has an impossible shape (got " + dims + ")", "Download the file again.");
            }
            shape.add(dim.asLong());
            bytes = Math.multiplyHigh(bytes, dim.asLong()) == 0 && bytes * dim.asLong() >= 0
                    ? bytes * dim.asLong()
                    : Long.MAX_VALUE;
        }
        long available = fileBytes - dataStart;
        long begin = offsets.get(0).canConvertToLong() ? offsets.get(0).asLong() : -1;
        long end = offsets.get(1).canConvertToLong() ? offsets.get(1).asLong() : -1;
        if (begin < 0 || end < begin || end > available) {
            throw problem(at, "lies outside the file (got bytes " + offsets.get(0) + " to " + offsets.get(1)
                    + ", allowed 0 to " + available + ")", "The file is truncated or damaged: download it again.");
        }
        if (end - begin != bytes) {
            throw problem(at, "has " + (end - begin) + " bytes of data for shape " + dims + " of " + type,
                    "The file is damaged: download it again.");
        }
        return new TensorInfo(name, type, List.copyOf(shape), dataStart + begin, dataStart + end);
    }

    private static void refuseOverlap(String where, java.util.Collection<TensorInfo> tensors) {
        List<TensorInfo> sorted = new ArrayList<>(tensors);
        sorted.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).begin() < sorted.get(i - 1).end()) {
                throw problem(where, "tensors \"" + sorted.get(i - 1).name() + "\" and \"" + sorted.get(i).name()
                        + "\" overlap", "The file is damaged: download it again.");
            }
        }
    }

    static ProblemException problem(String where, String what, String remedy) {
        return Problem.unusable(where + ": " + what + ". " + remedy).exception();
    }
}
