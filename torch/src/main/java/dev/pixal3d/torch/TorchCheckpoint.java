// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A checkpoint written by {@code torch.save}: a zip archive with a pickled object and one file per storage. Tensors get
 * dotted names, the keys on the way to them, so the entries of {@code {"model": state_dict}} start with {@code model.};
 * everything else in the object is configuration. The pickle is read by {@link Pickle}, which runs nothing.
 */
record TorchCheckpoint(String where, Arena arena, Map<?, ?> root, Map<String, Entry> entries) implements Checkpoint {
    /** A checkpoint of 2000 tensors has a pickle of 200 KiB. */
    private static final long MAX_PICKLE_BYTES = 16L << 20;
    private static final int MAX_DEPTH = 4;
    /** Expanded tensors (a stride of 0) and overlapping ones may take more than the file when they are copied. */
    private static final long MAX_EXPANSION = 1L << 30;

    static TorchCheckpoint open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return read(path.toString(), arena, ZipIndex.map(path, arena));
        } catch (RuntimeException | IOException e) {
            arena.close();
            throw e;
        }
    }

    private static TorchCheckpoint read(String where, Arena arena, ZipIndex zip) {
        String pickle = zip.entries().keySet().stream().filter(n -> n.endsWith("/data.pkl")).findFirst()
                .orElseThrow(() -> new TorchException(where + ": has no data.pkl, so it is not a PyTorch checkpoint. "
                        + "Use the file that the model's publisher offers."));
        String folder = pickle.substring(0, pickle.length() - "data.pkl".length());
        MemorySegment order = zip.entries().get(folder + "byteorder");
        if (order != null && !text(order).equals("little")) {
            throw new TorchException(where + ": was written on a big-endian machine. Convert it to safetensors.");
        }
        MemorySegment code = zip.entry(pickle);
        if (code.byteSize() > MAX_PICKLE_BYTES) {
            throw new TorchException(where + ": data.pkl is too large (got " + code.byteSize() + " bytes, allowed "
                    + MAX_PICKLE_BYTES + "). Convert it to safetensors.");
        }
        PickleBudget budget = PickleBudget.of(where, code.byteSize());
        Object root = new Pickle(where, code.toArray(ValueLayout.JAVA_BYTE), budget).read();
        if (!(root instanceof Map<?, ?> map)) {
            throw new TorchException(where + ": does not hold a dictionary. Save the model's state_dict().");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        collect(where, "", map, zip, folder, entries, 0, budget);
        limitCopies(where, entries.values(), zip.bytes());
        return new TorchCheckpoint(where, arena, map, Collections.unmodifiableMap(entries));
    }

    private static void collect(String where, String prefix, Map<?, ?> map, ZipIndex zip, String folder,
            Map<String, Entry> entries, int depth, PickleBudget budget) {
        if (depth > MAX_DEPTH) {
            throw new TorchException(where + ": nests dictionaries too deeply (allowed " + MAX_DEPTH
                    + " levels). Save the state_dict().");
        }
        for (Map.Entry<?, ?> item : map.entrySet()) {
            String key = String.valueOf(item.getKey());
            budget.spend(PickleBudget.ENTRY + (long) Character.BYTES * (prefix.length() + key.length()));
            String name = prefix + key;
            if (item.getValue() instanceof Map<?, ?> inner) {
                collect(where, name + ".", inner, zip, folder, entries, depth + 1, budget);
            } else if (item.getValue() instanceof Pickle.TensorRef tensor) {
                entries.put(name, entry(where + ": tensor \"" + name + "\"", tensor, zip, folder));
            }
        }
    }

    private static Entry entry(String where, Pickle.TensorRef tensor, ZipIndex zip, String folder) {
        MemorySegment storage = zip.entries().get(folder + "data/" + tensor.storage().key());
        if (storage == null) {
            throw new TorchException(where + ": has no storage \"" + tensor.storage().key()
                    + "\" in the file. The file is damaged: download it again.");
        }
        int size = tensor.storage().dtype().bytes();
        long available = storage.byteSize() / size;
        boolean empty = tensor.shape().contains(0L);
        boolean possible = tensor.offset() >= 0 && tensor.shape().size() == tensor.strides().size();
        long last = tensor.offset();
        for (int i = 0; possible && i < tensor.shape().size(); i++) {
            long extent = tensor.shape().get(i);
            long stride = tensor.strides().get(i);
            possible = extent >= 0 && stride >= 0
                    && (empty || extent <= 1 || stride == 0 || extent - 1 <= (available - last) / stride);
            if (possible && !empty) last += (extent - 1) * stride;
        }
        if (!possible || !empty && last >= available) {
            throw new TorchException(where + ": lies outside of its storage (got shape " + tensor.shape() + ", strides "
                    + tensor.strides() + ", offset " + tensor.offset() + ", allowed " + available
                    + " elements). The file is damaged: download it again.");
        }
        MemorySegment elements = empty
                ? storage.asSlice(0, 0)
                : storage.asSlice(tensor.offset() * size, (last - tensor.offset() + 1) * size);
        return new Entry(Optional.of(tensor.storage().dtype()), List.copyOf(tensor.shape()),
                List.copyOf(tensor.strides()), elements);
    }

    /** Bounds what loading every tensor once would copy: row-major ones are used where they lie. */
    private static void limitCopies(String where, Collection<Entry> entries, long fileBytes) {
        long left = fileBytes + MAX_EXPANSION;
        for (Entry entry : entries) {
            if (entry.isRowMajor()) continue;
            long bytes = entry.dtype().map(Dtype::bytes).orElse(0);
            for (long extent : entry.shape()) {
                bytes = Math.multiplyHigh(bytes, extent) == 0 && bytes * extent >= 0 ? bytes * extent : Long.MAX_VALUE;
            }
            left = bytes > left ? -1 : left - bytes;
            if (left < 0) {
                throw new TorchException(where + ": expanded tensors would take more memory than the file by over "
                        + (MAX_EXPANSION >> 20) + " MiB. Save contiguous tensors, or use safetensors.");
            }
        }
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @Override
    public Optional<JsonNode> config(String key) {
        return root.containsKey(key) ? Optional.of(Pickle.json(where, root.get(key))) : Optional.empty();
    }

    @Override
    public void close() { arena.close(); }
}
