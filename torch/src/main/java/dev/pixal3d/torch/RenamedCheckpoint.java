// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A checkpoint under other names; tensors without a new one keep theirs. */
record RenamedCheckpoint(Checkpoint file, Map<String, Entry> entries) implements Checkpoint {
    static Checkpoint of(Checkpoint file, Map<String, Weights.Rows> names) {
        if (names.isEmpty()) return file;
        Map<String, Entry> entries = new LinkedHashMap<>();
        Set<String> renamed = new HashSet<>();
        names.forEach((name, rows) -> {
            Entry entry = file.entries().get(rows.name());
            if (entry == null) return;
            renamed.add(rows.name());
            entries.put(name, rows.parts() == 1 ? entry : part(file.where(), rows, entry));
        });
        file.entries().forEach((name, entry) -> {
            if (!renamed.contains(name)) entries.put(name, entry);
        });
        return new RenamedCheckpoint(file, Collections.unmodifiableMap(entries));
    }

    private static Entry part(String where, Weights.Rows rows, Entry whole) {
        if (whole.shape().isEmpty() || whole.shape().getFirst() % rows.parts() != 0 || !whole.isRowMajor()) {
            throw new TorchException(where + ": \"" + rows.name() + "\" cannot be split into " + rows.parts()
                    + " equal parts (got " + whole.shape() + "). Use the checkpoint that belongs to this model.");
        }
        List<Long> shape = new ArrayList<>(whole.shape());
        shape.set(0, whole.shape().getFirst() / rows.parts());
        long bytes = whole.elements().byteSize() / rows.parts();
        MemorySegment elements = whole.elements().asSlice(rows.part() * bytes, bytes);
        return new Entry(whole.dtype(), List.copyOf(shape), Checkpoint.rowMajor(shape), elements);
    }

    @Override
    public String where() { return file.where(); }

    @Override
    public Optional<JsonNode> config(String key) { return file.config(key); }

    @Override
    public void close() { file.close(); }
}
