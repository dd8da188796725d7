// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A file of named tensors, mapped. Thread-safe; closing unmaps. */
sealed interface Checkpoint extends AutoCloseable
        permits SafetensorsCheckpoint, ShardedCheckpoint, TorchCheckpoint, RenamedCheckpoint, NoCheckpoint {
    /**
     * One tensor of a file.
     *
     * @param dtype
     *            none for types that only other software uses (8-bit floats, complex numbers)
     * @param strides
     *            distance in elements between neighbours along each axis
     * @param elements
     *            from the first element to the last
     */
    record Entry(Optional<Dtype> dtype, List<Long> shape, List<Long> strides, MemorySegment elements) {
        boolean isRowMajor() { return strides.equals(rowMajor(shape)); }
    }

    /** The name for errors: the path. */
    String where();

    Map<String, Entry> entries();

    /** What the file says about the model, besides tensors. */
    Optional<JsonNode> config(String key);

    @Override
    void close();

    /**
     * Opens an index of safetensors files by its name, and a safetensors file or a PyTorch zip archive by its first
     * bytes.
     */
    static Checkpoint open(Path file) throws IOException {
        if (ShardedCheckpoint.isIndex(file)) return ShardedCheckpoint.open(file);
        byte[] start = new byte[4];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.read(java.nio.ByteBuffer.wrap(start), 0);
        }
        boolean zip = start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
        return zip ? TorchCheckpoint.open(file) : SafetensorsCheckpoint.open(file);
    }

    static List<Long> rowMajor(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long step = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, shape.get(i));
        }
        return List.of(strides);
    }
}
