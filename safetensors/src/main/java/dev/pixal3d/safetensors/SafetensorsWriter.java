// SPDX-License-Identifier: MIT
package dev.pixal3d.safetensors;

import dev.pixal3d.core.Problem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Collects named arrays and writes them as one safetensors file, tensors in the order they were added. Tensors that are
 * too large for an array are added as {@link Data}, which produces their bytes when the file is written.
 */
public final class SafetensorsWriter {
    /** Produces the bytes of one tensor, little-endian, row-major. */
    @FunctionalInterface
    public interface Data {
        void writeTo(OutputStream out) throws IOException;
    }

    private record Streamed(String name, long bytes, Data data) {}

    private static final int CHUNK = 1 << 16;

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> arrays = new LinkedHashMap<>();
    private final Map<String, String> metadata = new TreeMap<>();
    private long end;

    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    public SafetensorsWriter add(String name, float[] values, long... shape) {
        return add(name, TensorType.F32, values, values.length, shape);
    }

    public SafetensorsWriter add(String name, int[] values, long... shape) {
        return add(name, TensorType.I32, values, values.length, shape);
    }

    public SafetensorsWriter add(String name, byte[] values, long... shape) {
        return add(name, TensorType.U8, values, values.length, shape);
    }

    /** A tensor of any size and type; {@code data} must write exactly the bytes of that shape and is called once. */
    public SafetensorsWriter add(String name, TensorType type, Data data, long... shape) {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return add(name, type, new Streamed(name, Math.multiplyExact(count, type.bytes()), data), count, shape);
    }

    private SafetensorsWriter add(String name, TensorType type, Object values, long count, long... shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != count) {
            throw Problem.unusable("safetensors: tensor \"" + name + "\" has " + count + " values for shape "
                    + Arrays.toString(shape) + ". Pass the shape of the array.").exception();
        }
        long begin = end;
        end += Math.multiplyExact(count, type.bytes());
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("dtype", type.name());
        entry.put("shape", Arrays.stream(shape).boxed().toList());
        entry.put("data_offsets", List.of(begin, end));
        header.put(name, entry);
        arrays.put(name, values);
        return this;
    }

    /** Bytes that the file will have. */
    public long size() { return Long.BYTES + paddedHeader().length + end; }

    private byte[] paddedHeader() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (!metadata.isEmpty()) all.put("__metadata__", metadata);
        all.putAll(header);
        byte[] json = JsonMapper.builder().build().writeValueAsString(all).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Writes the file; the stream stays open. */
    public void writeTo(OutputStream out) throws IOException {
        byte[] padded = paddedHeader();
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(padded.length).array());
        out.write(padded);
        for (Object array : arrays.values()) writeArray(out, array);
    }

    private static void writeArray(OutputStream out, Object array) throws IOException {
        if (array instanceof byte[] bytes) {
            out.write(bytes);
            return;
        }
        if (array instanceof Streamed streamed) {
            writeStreamed(out, streamed);
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        int length = array instanceof float[] f ? f.length : ((int[]) array).length;
        for (int from = 0; from < length; from += CHUNK) {
            int n = Math.min(CHUNK, length - from);
            if (array instanceof float[] floats) buffer.asFloatBuffer().put(floats, from, n);
            else buffer.asIntBuffer().put((int[]) array, from, n);
            out.write(buffer.array(), 0, 4 * n);
        }
    }

    private static void writeStreamed(OutputStream out, Streamed tensor) throws IOException {
        CountingStream counted = new CountingStream(out);
        tensor.data.writeTo(counted);
        if (counted.bytes != tensor.bytes) {
            throw Problem.unusable("safetensors: tensor \"" + tensor.name + "\" wrote " + counted.bytes
                    + " bytes where its shape needs " + tensor.bytes + ". Write exactly the elements of the shape.")
                    .exception();
        }
    }

    private static final class CountingStream extends FilterOutputStream {
        private long bytes;

        CountingStream(OutputStream out) { super(out); }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            out.write(b, from, length);
            bytes += length;
        }
    }
}
