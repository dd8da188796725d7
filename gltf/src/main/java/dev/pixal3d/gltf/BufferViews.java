// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stretches of bytes of a file: buffers, buffer views, unpacked where they are compressed. */
final class BufferViews {
    private static final List<String> PACKED = List.of("EXT_meshopt_compression", "KHR_meshopt_compression");

    private final List<Optional<ByteBuffer>> buffers = new ArrayList<>();
    private final List<JsonPath> buffersJson, views;
    private final Map<Integer, ByteBuffer> unpacked = new HashMap<>();
    private final AllocationBudget budget;

    BufferViews(GlbChunks glb, AllocationBudget budget) {
        this.budget = budget;
        buffersJson = glb.json().objects("buffers");
        views = glb.json().objects("bufferViews");
        for (int i = 0; i < buffersJson.size(); i++) buffers.add(buffer(glb, buffersJson.get(i), i));
    }

    List<JsonPath> list() { return views; }

    /** Bytes from one element to the next, 0 when they follow each other. */
    int stride(int view) {
        return views.get(view).integer("byteStride", 4, 252, 0);
    }

    /** The bytes of a view, little-endian. */
    ByteBuffer bytes(int index) {
        JsonPath view = views.get(index);
        for (String extension : PACKED) {
            Optional<JsonPath> packed = view.optionalObject("extensions").flatMap(e -> e.optionalObject(extension));
            if (packed.isPresent()) return unpacked.computeIfAbsent(index, _ -> unpack(view, packed.get()));
        }
        return slice(view);
    }

    private ByteBuffer slice(JsonPath view) {
        int index = view.index("buffer", buffers).orElseThrow(() -> view.wrong("buffer", "missing", "nothing",
                "an index"));
        ByteBuffer buffer = buffers.get(index).orElseThrow(() -> Problem.unusable(
                ("%s: its data lies outside the GLB (got a buffer without data in the file). Export with everything "
                        + "embedded.")
                        .formatted(buffersJson.get(index).path()))
                .exception());
        int offset = view.integer("byteOffset", 0, Integer.MAX_VALUE, 0);
        int length = view.integer("byteLength", 1, Integer.MAX_VALUE);
        if ((long) offset + length > buffer.limit()) {
            throw view.wrong("byteLength", "reaches beyond its buffer", offset + " + " + length, "at most " + buffer
                    .limit());
        }
        return buffer.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer unpack(JsonPath view, JsonPath packed) {
        String mode = packed.text("mode", "");
        int stride = packed.integer("byteStride", 1, 256), count = packed.integer("count", 0, Integer.MAX_VALUE);
        MeshoptFilter undone = filter(packed);
        if (!undone.fits(stride)) {
            throw packed.wrong("byteStride", "not one of its filter", String.valueOf(stride), "that of " + undone);
        }
        budget.take(((long) count * stride + 3) / 4, packed.path());
        ByteBuffer source = slice(packed);
        byte[] data = new byte[source.limit()];
        source.get(data);
        byte[] out = switch (mode) {
            case "ATTRIBUTES" -> MeshoptVertexCodec.decode(data, count, stride, packed.path());
            case "TRIANGLES" -> MeshoptIndexCodec.decode(data, count, stride, packed.path());
            case "INDICES" -> MeshoptIndexCodec.decodeSequence(data, count, stride, packed.path());
            default -> throw packed.unsupported("mode", "unknown", mode, "ATTRIBUTES, TRIANGLES or INDICES");
        };
        undone.undo(out, stride);
        int claimed = view.integer("byteLength", 1, Integer.MAX_VALUE);
        if (claimed != out.length)
            throw view.wrong("byteLength", "not count times stride", String.valueOf(claimed),
                    String.valueOf(out.length));
        return ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MeshoptFilter filter(JsonPath packed) {
        String name = packed.text("filter", "NONE");
        for (MeshoptFilter filter : MeshoptFilter.values()) if (filter.name().equals(name)) return filter;
        throw packed.unsupported("filter", "unknown", name, Arrays.toString(MeshoptFilter.values()));
    }

    private static Optional<ByteBuffer> buffer(GlbChunks glb, JsonPath json, int index) {
        int length = json.integer("byteLength", 1, Integer.MAX_VALUE);
        String uri = json.text("uri", "");
        Optional<ByteBuffer> data = !uri.isEmpty()
                ? dataUri(uri).map(ByteBuffer::wrap)
                : index == 0 && glb.binary()
                        .limit() > 0 ? Optional.of(glb.binary()) : Optional.empty();
        if (data.isPresent() && data.get().limit() < length) {
            throw json.wrong("byteLength", "longer than the data", String.valueOf(length), "at most " + data.get()
                    .limit());
        }
        return data.map(d -> d.slice(0, length));
    }

    /** The bytes of a base64 data URI; empty for any other URI. */
    static Optional<byte[]> dataUri(String uri) {
        int comma = uri.indexOf(',');
        if (!uri.startsWith("data:") || comma < 0 || !uri.substring(0, comma).endsWith(";base64")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(uri.substring(comma + 1)));
        } catch (IllegalArgumentException e) {
            throw Problem.unusable("uri: not base64 (%s). The file is damaged; export it again.".formatted(e
                    .getMessage())).exception();
        }
    }
}
