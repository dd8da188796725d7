// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Stands for a file where only the questions matter. */
record NoCheckpoint() implements Checkpoint {
    @Override
    public String where() { return "no file"; }

    @Override
    public Map<String, Entry> entries() { return Map.of(); }

    @Override
    public Optional<JsonNode> config(String key) { return Optional.empty(); }

    @Override
    public void close() {}
}
