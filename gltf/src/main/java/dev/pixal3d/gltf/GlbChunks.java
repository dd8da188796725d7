// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two chunks of a GLB.
 *
 * @param binary
 *            little-endian, empty when the file has none
 */
record GlbChunks(JsonPath json, ByteBuffer binary) {
    /** A parsed tree takes up to fifty times its text; more than this is no model. */
    private static final int MAX_JSON = 8 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(500).build()).build()).build();

    static GlbChunks of(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 20 || in.getInt(0) != GlbContainer.MAGIC) {
            throw Problem.unusable(
                    ("file: not a GLB (got %d bytes, allowed a file that starts with 'glTF'). Convert the model to "
                            + "binary glTF 2.0.")
                            .formatted(file.length))
                    .exception();
        }
        if (in.getInt(4) != 2) {
            throw Problem.unusable("file: wrong glTF version (got %d, allowed 2). Convert the model to glTF 2.0."
                    .formatted(in.getInt(4))).exception();
        }
        long total = in.getInt(8) & 0xffffffffL;
        if (total < 20 || total > file.length) {
            throw Problem.unusable(
                    ("file: the stated length is not that of the file (got %d, allowed 20 to %d). The file is cut "
                            + "off; copy it again.")
                            .formatted(total, file.length))
                    .exception();
        }
        ByteBuffer json = chunk(in, 12, (int) total, GlbContainer.JSON_CHUNK);
        if (json.limit() > MAX_JSON) {
            throw Problem.unusable(
                    "JSON chunk: too long (got %d bytes, allowed %d). Export the model alone.".formatted(
                            json.limit(), MAX_JSON))
                    .exception();
        }
        int next = 20 + json.limit();
        ByteBuffer binary = ByteBuffer.allocate(0);
        if (next + 8 <= total && in.getInt(next + 4) == GlbContainer.BIN_CHUNK) {
            binary = chunk(in, next, (int) total, GlbContainer.BIN_CHUNK);
        }
        return new GlbChunks(new JsonPath(parse(file, json.limit()), ""), binary);
    }

    private static ByteBuffer chunk(ByteBuffer in, int at, int end, int type) {
        long length = in.getInt(at) & 0xffffffffL;
        if (in.getInt(at + 4) != type || at + 8 + length > end) {
            throw Problem.unusable(
                    ("file: a chunk at byte %d is broken (got type %08x and length %d, allowed type %08x and length "
                            + "up to %d). The file is damaged; copy it again.")
                            .formatted(at, in.getInt(at + 4), length, type, end - at - 8))
                    .exception();
        }
        return in.slice(at + 8, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static JsonNode parse(byte[] file, int length) {
        try {
            JsonNode root = MAPPER.readTree(file, 20, length);
            if (root.isObject()) return root;
            throw Problem.unusable("JSON chunk: not an object. The file is damaged; export it again.").exception();
        } catch (JacksonException e) {
            throw Problem.unusable("JSON chunk: not readable (%s). The file is damaged; export it again.".formatted(e
                    .getOriginalMessage())).exception();
        }
    }
}
