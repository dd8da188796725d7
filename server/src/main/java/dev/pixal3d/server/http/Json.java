// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON as maps, lists and plain values, both ways. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
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
        if (new String(body, StandardCharsets.UTF_8).isBlank()) return new LinkedHashMap<>();
        try {
            Object value = MAPPER.readValue(body, Object.class);
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> object = new LinkedHashMap<>();
                map.forEach((key, item) -> object.put(String.valueOf(key), item));
                return object;
            }
        } catch (JacksonException e) {
            throw Failure.badRequest(
                    "The body is not valid JSON: %s. Send a JSON object.".formatted(e.getOriginalMessage()));
        }
        throw Failure.badRequest("The body is not a JSON object. Send the model's input as an object.");
    }
}
