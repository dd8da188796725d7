// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.server.http.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An answer as a test sees it. */
record Reply(int status, HttpResponse<byte[]> response) {
    Reply(HttpResponse<byte[]> response) { this(response.statusCode(), response); }

    byte[] bytes() { return response.body(); }

    String text() { return new String(response.body(), StandardCharsets.UTF_8); }

    Map<String, Object> json() { return Json.object(text()); }

    String string(String key) { return String.valueOf(json().get(key)); }

    String header(String name) { return response.headers().firstValue(name).orElse(""); }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    Map<String, Object> object(String key) { return (Map<String, Object>) json().getOrDefault(key, Map.of()); }

    /** The value at a path of keys; fails the test when there is none. */
    Object at(String... path) {
        Object value = json();
        for (String key : path) {
            Object next = value instanceof Map<?, ?> map ? map.get(key) : null;
            if (next == null) throw new AssertionError("no " + key + " in " + text());
            value = next;
        }
        return value;
    }

    /** The error list's first entry. */
    @SuppressWarnings("unchecked") // JSON objects have text keys
    Map<String, Object> violation() { return (Map<String, Object>) ((List<Object>) at("detail")).getFirst(); }

    String id() { return string("request_id"); }
}
