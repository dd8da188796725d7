// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/** The parts of a GLB as they are put together: JSON objects by kind, and the binary chunk. */
final class GlbContainer {
    static final int MAGIC = 0x46546C67, JSON_CHUNK = 0x4E4F534A, BIN_CHUNK = 0x004E4942;
    static final int ARRAY_BUFFER = 34962, ELEMENT_ARRAY_BUFFER = 34963;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, List<Map<String, Object>>> objects = new LinkedHashMap<>();
    private final TreeSet<String> used = new TreeSet<>(), required = new TreeSet<>();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private long unpackedBytes;

    /** Adds an object to the file's list of that kind ("meshes") and returns its index. */
    int add(String kind, Map<String, Object> object) {
        List<Map<String, Object>> list = objects.computeIfAbsent(kind, _ -> new ArrayList<>());
        list.add(object);
        return list.size() - 1;
    }

    void use(String extension, boolean mandatory) {
        used.add(extension);
        if (mandatory) required.add(extension);
    }

    /** Adds a stretch of the binary chunk that no accessor reads: an image. */
    int addBytes(byte[] data) {
        return add("bufferViews", object("buffer", 0, "byteOffset", append(data), "byteLength", data.length));
    }

    /** Adds an accessor with a buffer view of its own. */
    int addStream(VertexStream stream, int target, boolean compress) {
        Map<String, Object> view = compress
                ? compressedView(stream, target)
                : object("buffer", 0, "byteOffset",
                        append(stream.data()), "byteLength", stream.data().length);
        if (target == ARRAY_BUFFER) view.put("byteStride", stream.stride());
        view.put("target", target);
        Map<String, Object> accessor = object("bufferView", add("bufferViews", view), "componentType",
                stream.componentType());
        if (stream.normalized()) accessor.put("normalized", true);
        accessor.put("count", stream.count());
        accessor.put("type", stream.type());
        if (stream.min().length > 0) {
            accessor.put("min", stream.min());
            accessor.put("max", stream.max());
        }
        return add("accessors", accessor);
    }

    private Map<String, Object> compressedView(VertexStream stream, int target) {
        boolean attributes = target == ARRAY_BUFFER;
        byte[] packed = attributes
                ? MeshoptVertexCodec.encode(stream.data(), stream.stride())
                : MeshoptIndexCodec
                        .encode(stream.data(), stream.stride());
        long at = unpackedBytes;
        unpackedBytes += (stream.data().length + 3L) / 4 * 4;
        use("EXT_meshopt_compression", true);
        Map<String, Object> extension = object("buffer", 0, "byteOffset", append(packed), "byteLength", packed.length,
                "byteStride", stream.stride(), "mode", attributes ? "ATTRIBUTES" : "TRIANGLES", "count",
                stream.count());
        if (stream.filter() != MeshoptFilter.NONE) extension.put("filter", stream.filter().name());
        return object("buffer", 1, "byteOffset", at, "byteLength", stream.data().length, "extensions",
                object("EXT_meshopt_compression", extension));
    }

    private int append(byte[] data) {
        int at = binary.size();
        if ((long) at + data.length > Integer.MAX_VALUE - 64) {
            throw Problem.unusable(
                    "glb: too much data for one file (got more than 2 GiB, allowed 2 GiB). Lower decimation_target "
                            + "or texture_size.")
                    .exception();
        }
        binary.writeBytes(data);
        while (binary.size() % 4 != 0) binary.write(0);
        return at;
    }

    /** The file as it is now, which may be asked for again with other words about it. */
    byte[] toBytes(Map<String, Object> asset) {
        Map<String, Object> root = object("asset", asset);
        if (!used.isEmpty()) root.put("extensionsUsed", used);
        if (!required.isEmpty()) root.put("extensionsRequired", required);
        root.put("scene", 0);
        List<Map<String, Object>> buffers = new ArrayList<>(List.of(object("byteLength", binary.size())));
        if (unpackedBytes > 0) {
            buffers.add(object("byteLength", unpackedBytes, "extensions",
                    object("EXT_meshopt_compression", object("fallback", true))));
        }
        root.putAll(objects);
        root.put("buffers", buffers);
        byte[] json = JSON.writeValueAsBytes(root);
        int jsonLength = (json.length + 3) / 4 * 4, total = 12 + 8 + jsonLength + 8 + binary.size();
        ByteBuffer out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(2).putInt(total).putInt(jsonLength).putInt(JSON_CHUNK).put(json);
        while (out.position() % 4 != 0) out.put((byte) ' ');
        out.putInt(binary.size()).putInt(BIN_CHUNK).put(binary.toByteArray());
        return out.array();
    }

    /** An ordered JSON object from alternating keys and values. */
    static Map<String, Object> object(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }
}
