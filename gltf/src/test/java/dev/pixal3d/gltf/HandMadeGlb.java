// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** GLBs of parts that our writer does not use: two triangles of a square, and whatever a test adds. */
final class HandMadeGlb {
    /** Corners of the square in the plane z = 0. */
    static final float[] SQUARE = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0};

    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final List<String> views = new ArrayList<>(), accessors = new ArrayList<>();
    private String attributes = "", primitives = "", rest = "";

    /** The square with indices. */
    HandMadeGlb() {
        attribute("POSITION", accessor(view(floats(SQUARE)), 5126, 4, "VEC3"));
    }

    static byte[] floats(float... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) out.putFloat(v);
        return out.array();
    }

    static byte[] shorts(int... values) {
        ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int v : values) out.putShort((short) v);
        return out.array();
    }

    /** Adds a view and returns its number. */
    int view(byte[] data) {
        views.add("{\"buffer\":0,\"byteOffset\":%d,\"byteLength\":%d}".formatted(binary.size(), data.length));
        append(data);
        return views.size() - 1;
    }

    /** Adds a view that the meshopt extension packs. */
    int packed(byte[] data, String mode, String filter, int count, int stride) {
        views.add("""
                {"buffer":1,"byteLength":%d,"extensions":{"KHR_meshopt_compression":{"buffer":0,"byteOffset":%d,\
                "byteLength":%d,"byteStride":%d,"mode":"%s","filter":"%s","count":%d}}}""".formatted(count * stride,
                binary.size(), data.length, stride, mode, filter, count));
        append(data);
        return views.size() - 1;
    }

    private void append(byte[] data) {
        binary.writeBytes(data);
        while (binary.size() % 4 != 0) binary.write(0);
    }

    int accessor(int view, int componentType, int count, String type) {
        return accessor("\"bufferView\":%d,\"componentType\":%d,\"count\":%d,\"type\":\"%s\"".formatted(view,
                componentType, count, type));
    }

    int accessor(String members) {
        accessors.add("{" + members + "}");
        return accessors.size() - 1;
    }

    HandMadeGlb attribute(String name, int accessor) {
        attributes += "%s\"%s\":%d".formatted(attributes.isEmpty() ? "" : ",", name, accessor);
        return this;
    }

    /** Adds a primitive of the attributes so far. */
    HandMadeGlb primitive(String members) {
        primitives += "%s{\"attributes\":{%s}%s}".formatted(primitives.isEmpty() ? "" : ",", attributes, members
                .isEmpty() ? "" : "," + members);
        return this;
    }

    /** Adds members of the root: materials, textures, extensions. */
    HandMadeGlb with(String members) {
        rest += "," + members;
        return this;
    }

    byte[] bytes() {
        String json = """
                {"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],\
                "meshes":[{"primitives":[%s]}],"buffers":[{"byteLength":%d},{"byteLength":1}],\
                "bufferViews":[%s],"accessors":[%s]%s}"""
                .formatted(
                        primitives, binary.size(), String.join(",", views), String.join(",", accessors), rest);
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 3) / 4 * 4, total = 28 + padded + binary.size();
        ByteBuffer out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x46546C67).putInt(2).putInt(total).putInt(padded).putInt(0x4E4F534A).put(text);
        while (out.position() < 20 + padded) out.put((byte) ' ');
        return out.putInt(binary.size()).putInt(0x004E4942).put(binary.toByteArray()).array();
    }
}
