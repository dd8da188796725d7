// SPDX-License-Identifier: MIT
package dev.pixal3d.safetensors;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * A safetensors file, mapped: tensors are read where they lie, whatever the file's size. The header is checked when the
 * file is opened. Thread-safe; {@link #close} unmaps, after which segments handed out must not be touched.
 *
 * <p>
 * Format: <a href="https://huggingface.co/docs/safetensors">safetensors</a>.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final String where;
    private final Arena arena;
    private final MemorySegment bytes;
    private final Header header;

    private SafetensorsFile(String where, Arena arena, MemorySegment bytes) {
        this.where = where;
        this.arena = arena;
        this.bytes = bytes;
        this.header = readHeader(where, bytes);
    }

    /**
     * Maps a file.
     *
     * @throws ProblemException
     *             when it is not well formed
     */
    public static SafetensorsFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new SafetensorsFile(path.toString(), arena,
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (RuntimeException | IOException e) {
            arena.close();
            throw e;
        }
    }

    /** Reads a file that is already in memory; {@code where} names it in errors. */
    public static SafetensorsFile of(String where, byte[] bytes) {
        return new SafetensorsFile(where, Arena.ofShared(), MemorySegment.ofArray(bytes));
    }

    private static Header readHeader(String where, MemorySegment bytes) {
        if (bytes.byteSize() < 8) {
            throw Header.problem(where, "is too short for a safetensors file (got " + bytes.byteSize() + " bytes)",
                    "Check that the download finished.");
        }
        long length = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 2 || length > Math.min(bytes.byteSize() - 8, Header.MAX_HEADER_BYTES)) {
            throw Header.problem(where,
                    "header length does not fit (got " + Long.toUnsignedString(length) + " bytes, allowed 2 to "
                            + Math.min(bytes.byteSize() - 8, Header.MAX_HEADER_BYTES) + ")",
                    "The file is truncated or not a safetensors file.");
        }
        byte[] json = bytes.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
        return Header.parse(where, json, 8 + length, bytes.byteSize());
    }

    /** The name for errors: usually the path. */
    public String where() { return where; }

    /** All tensors in file-header order. */
    public Map<String, TensorInfo> tensors() { return header.tensors(); }

    /** The {@code __metadata__} entries. */
    public Map<String, String> metadata() { return header.metadata(); }

    public Optional<TensorInfo> find(String name) { return Optional.ofNullable(header.tensors().get(name)); }

    /**
     * The tensor of that name.
     *
     * @throws ProblemException
     *             when there is none
     */
    public TensorInfo require(String name) {
        return find(name).orElseThrow(() -> Header.problem(where, "has no tensor \"" + name + "\"",
                "It holds " + header.tensors().keySet() + "."));
    }

    /** The tensor's bytes, little-endian, without a copy. */
    public MemorySegment data(TensorInfo tensor) {
        return bytes.asSlice(tensor.begin(), tensor.end() - tensor.begin());
    }

    /** A copy of a tensor of type F32. */
    public float[] floats(String name) {
        return data(typed(name, TensorType.F32)).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    /** A copy of a tensor of type I32. */
    public int[] ints(String name) {
        return data(typed(name, TensorType.I32)).toArray(ValueLayout.JAVA_INT_UNALIGNED);
    }

    /** The values of a tensor of type F16. */
    public float[] halves(String name) {
        short[] halves = data(typed(name, TensorType.F16)).toArray(ValueLayout.JAVA_SHORT_UNALIGNED);
        float[] values = new float[halves.length];
        for (int i = 0; i < values.length; i++) values[i] = Float.float16ToFloat(halves[i]);
        return values;
    }

    /** A copy of a tensor of a one-byte type. */
    public byte[] bytes(String name) {
        TensorInfo tensor = require(name);
        if (tensor.type().bytes() != 1) throw wrongType(tensor, "a one-byte type");
        return data(tensor).toArray(ValueLayout.JAVA_BYTE);
    }

    private TensorInfo typed(String name, TensorType type) {
        TensorInfo tensor = require(name);
        if (tensor.type() != type) throw wrongType(tensor, type.toString());
        if (tensor.elements() > Integer.MAX_VALUE - 8) {
            throw Header.problem(where,
                    "tensor \"" + name + "\" is too large to copy (" + tensor.elements() + " elements)",
                    "Use data().");
        }
        return tensor;
    }

    private ProblemException wrongType(TensorInfo tensor, String wanted) {
        return Header.problem(where,
                "tensor \"" + tensor.name() + "\" has the wrong type (got " + tensor.type() + ", allowed " + wanted
                        + ")",
                "Convert it first.");
    }

    @Override
    public void close() { arena.close(); }
}
