// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A safetensors file; its metadata entries are the configuration, read as JSON where they are JSON. */
record SafetensorsCheckpoint(SafetensorsFile file, Map<String, Entry> entries) implements Checkpoint {
    static SafetensorsCheckpoint open(Path path) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, Entry> entries = new LinkedHashMap<>();
        file.tensors().forEach((name, info) -> entries.put(name, new Entry(Dtype.of(info.type()), info.shape(),
                Checkpoint.rowMajor(info.shape()), file.data(info))));
        return new SafetensorsCheckpoint(file, Collections.unmodifiableMap(entries));
    }

    @Override
    public String where() { return file.where(); }

    @Override
    public Optional<JsonNode> config(String key) {
        return Optional.ofNullable(file.metadata().get(key)).map(text -> {
            JsonMapper json = JsonMapper.builder().build();
            try {
                return json.readTree(text);
            } catch (JacksonException e) {
                return json.getNodeFactory().stringNode(text);
            }
        });
    }

    @Override
    public void close() { file.close(); }
}
