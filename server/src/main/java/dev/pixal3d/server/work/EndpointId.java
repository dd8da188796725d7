// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import java.util.List;
import java.util.Locale;

/**
 * An endpoint's name: {@code owner/alias}, or {@code owner/alias/path} for one of several that an application has. The
 * endpoints of one application share the addresses of their requests.
 *
 * @param path
 *            below the application; empty text for its main endpoint
 */
public record EndpointId(String owner, String alias, String path) {
    /**
     * Reads {@code owner/alias[/path]}.
     *
     * @throws IllegalArgumentException
     *             when there is no alias
     */
    public static EndpointId of(String text) {
        String[] parts = text.split("/", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException("endpoint: not a name (got %s, allowed owner/alias[/path])."
                    .formatted(text));
        }
        return new EndpointId(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
    }

    /** {@code owner/alias}. */
    public String application() { return owner + "/" + alias; }

    /** The segments below the application. */
    public List<String> segments() {
        return path.isEmpty() ? List.of() : List.of(path.split("/"));
    }

    /** In one word with capitals, for names of schemas: {@code Pixal3d}. */
    public String word() {
        StringBuilder word = new StringBuilder();
        for (String part : (alias + "/" + path).split("[^A-Za-z0-9]+")) {
            word.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
        }
        return word.toString();
    }

    @Override
    public String toString() { return path.isEmpty() ? application() : application() + "/" + path; }
}
