// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON as maps, lists and plain values, both ways. */
public final class Json {
    /** More than any input needs: a list of 10,000 parts has 60,000 tokens. */
    private static final int MAX_TOKENS = 200_000;
    private static final int MAX_DEPTH = 64;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS)
                    .maxNestingDepth(MAX_DEPTH).build())
            .build()).build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {
    };

    /** JSON's null as a value for maps, which hold no null here. */
    public static final Object NULL = Optional.empty();

    private Json() {}

    public static byte[] bytes(Object value) { return MAPPER.writeValueAsBytes(value); }

    public static String text(Object value) { return MAPPER.writeValueAsString(value); }

    /** A JSON object that this program wrote itself. */
    public static Map<String, Object> object(String text) {
        return MAPPER.readValue(text, OBJECT);
    }

    /** A caller's JSON object; nothing at all counts as an empty one. */
    public static Map<String, Object> object(byte[] body) {
        if (blank(body)) return new LinkedHashMap<>();
        try {
            Object value = MAPPER.readValue(body, Object.class);
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> object = new LinkedHashMap<>();
                map.forEach((key, item) -> object.put(String.valueOf(key), item));
                return object;
            }
        } catch (StreamConstraintsException _) {
            throw Failure.badRequest(
                    "The body is too complex (allowed %d values and names, %d levels). Send a simpler JSON object."
                            .formatted(MAX_TOKENS, MAX_DEPTH));
        } catch (JacksonException e) {
            throw Failure.badRequest(
                    "The body is not valid JSON%s. Send a JSON object.".formatted(Optional
                            .ofNullable(e.getLocation()).map(at -> " (line %d, column %d)".formatted(at.getLineNr(),
                                    at.getColumnNr()))
                            .orElse("")));
        }
        throw Failure.badRequest("The body is not a JSON object. Send the model's input as an object.");
    }

    private static boolean blank(byte[] body) {
        for (byte b : body) if (b != ' ' && b != '\t' && b != '\r' && b != '\n') return false;
        return true;
    }

    /** An ordered, changeable object from names and values in turn. */
    public static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }
}
