// SPDX-License-Identifier: MIT
package dev.pixal3d.training.network;

import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorType;
import dev.pixal3d.torch.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Weights in safetensors files; a new file replaces the old one in one step. */
final class WeightFiles {
    private WeightFiles() {}

    /** What a file holds. */
    record Contents(Map<String, float[]> values, Map<String, long[]> shapes, Map<String, String> facts) {
        /** The tensors whose names begin so, without that beginning. */
        Contents under(String prefix) {
            Map<String, float[]> v = new LinkedHashMap<>();
            Map<String, long[]> s = new LinkedHashMap<>();
            values.forEach((name, x) -> {
                if (!name.startsWith(prefix)) return;
                v.put(name.substring(prefix.length()), x);
                s.put(name.substring(prefix.length()), shapes.get(name));
            });
            return new Contents(v, s, facts);
        }
    }

    static void write(Path file, Map<String, Tensor> tensors, Map<String, String> facts) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        facts.forEach(writer::metadata);
        tensors.forEach((name, t) -> writer.add(name, t.floats(), t.shape()));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
            writer.writeTo(out);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    static Optional<Contents> read(Path file) throws IOException {
        if (!Files.exists(file)) return Optional.empty();
        try (SafetensorsFile in = SafetensorsFile.open(file)) {
            Map<String, float[]> values = new LinkedHashMap<>();
            Map<String, long[]> shapes = new LinkedHashMap<>();
            in.tensors().forEach((name, info) -> {
                values.put(name, info.type() == TensorType.F16 ? in.halves(name) : in.floats(name));
                shapes.put(name, info.shape().stream().mapToLong(Long::longValue).toArray());
            });
            return Optional.of(new Contents(values, shapes, in.metadata()));
        }
    }
}
