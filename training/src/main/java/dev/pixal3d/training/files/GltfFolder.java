// SPDX-License-Identifier: MIT
package dev.pixal3d.training.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Packs a glTF or GLB file and the buffers and pictures beside it into one GLB in memory. */
final class GltfFolder {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int GLB = 0x46546C67, JSON = 0x4E4F534A, BIN = 0x004E4942;

    private GltfFolder() {}

    static byte[] packed(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file), own = {}, text = whole;
        ByteBuffer chunks = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        if (whole.length > 20 && chunks.getInt(0) == GLB) {
            int length = chunks.getInt(12);
            text = java.util.Arrays.copyOfRange(whole, 20, 20 + length);
            if (whole.length > 28 + length) own = java.util.Arrays.copyOfRange(whole, 28 + length, whole.length);
        }
        ObjectNode root = (ObjectNode) MAPPER.readTree(text);
        ByteArrayOutputStream bin = new ByteArrayOutputStream();
        JsonNode buffers = root.path("buffers");
        int[] starts = new int[buffers.size()];
        for (int i = 0; i < starts.length; i++) {
            String uri = buffers.get(i).path("uri").asString("");
            starts[i] = append(bin, uri.isEmpty() ? own : bytes(file, uri));
        }
        ArrayNode views = root.path("bufferViews") instanceof ArrayNode a ? a : root.putArray("bufferViews");
        for (JsonNode view : views) {
            ObjectNode v = (ObjectNode) view;
            v.put("byteOffset", v.path("byteOffset").asInt(0) + starts[v.path("buffer").asInt(0)]);
            v.put("buffer", 0);
        }
        for (JsonNode image : root.path("images")) {
            if (!image.has("uri")) continue;
            ObjectNode n = (ObjectNode) image;
            String uri = n.path("uri").asString("");
            byte[] picture = bytes(file, uri);
            ObjectNode view = views.addObject();
            view.put("buffer", 0).put("byteOffset", append(bin, picture)).put("byteLength", picture.length);
            n.remove("uri");
            n.put("bufferView", views.size() - 1);
            n.put("mimeType", picture.length > 1 && picture[0] == (byte) 0xFF ? "image/jpeg" : "image/png");
        }
        root.putArray("buffers").addObject().put("byteLength", bin.size());
        byte[] json = padded(MAPPER.writeValueAsBytes(root), (byte) ' '), data = padded(bin.toByteArray(), (byte) 0);
        ByteBuffer out = ByteBuffer.allocate(28 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(GLB).putInt(2).putInt(out.capacity());
        out.putInt(json.length).putInt(JSON).put(json);
        out.putInt(data.length).putInt(BIN).put(data);
        return out.array();
    }

    private static int append(ByteArrayOutputStream bin, byte[] bytes) {
        while (bin.size() % 4 != 0) bin.write(0);
        int at = bin.size();
        bin.writeBytes(bytes);
        return at;
    }

    private static byte[] padded(byte[] bytes, byte with) {
        byte[] out = java.util.Arrays.copyOf(bytes, (bytes.length + 3) / 4 * 4);
        java.util.Arrays.fill(out, bytes.length, out.length, with);
        return out;
    }

    private static byte[] bytes(Path file, String uri) throws IOException {
        if (uri.startsWith("data:")) return Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        return Files.readAllBytes(file.resolveSibling(URLDecoder.decode(uri, StandardCharsets.UTF_8)));
    }
}
