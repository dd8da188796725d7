// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of the files in a weights folder, kept beside them: where each came from, its hash when it was pulled
 * first, and whether it was touched since it was last found to be right. Thread-safe.
 */
final class Pins {
    static final String FILE = "weights.lock.json";

    /**
     * One file.
     *
     * @param source
     *            repository or address
     * @param revision
     *            the commit that the hub named
     * @param modified
     *            its time when it was last found to have this hash; 0 when it was found not to
     */
    record Pin(String part, String source, String revision, long size, String sha256, long modified) {
        Pin modifiedAt(long time) { return new Pin(part, source, revision, size, sha256, time); }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Map<String, Pin> pins = new TreeMap<>();

    private Pins(Path file) { this.file = file; }

    /** A file that is damaged counts as none: it only saves work. */
    static Pins of(Path folder) {
        Pins all = new Pins(folder.resolve(FILE));
        try {
            if (!Files.exists(all.file)) return all;
            for (Map.Entry<String, JsonNode> e : JSON.readTree(Files.readAllBytes(all.file)).path("files").properties()) {
                JsonNode n = e.getValue();
                all.pins.put(e.getKey(), new Pin(n.path("part").asString(""), n.path("source").asString(""),
                        n.path("revision").asString(""), n.path("size").asLong(-1), n.path("sha256").asString(""),
                        n.path("modified").asLong(0)));
            }
        } catch (IOException | JacksonException e) {
            all.pins.clear();
        }
        return all;
    }

    synchronized Optional<Pin> find(String to) { return Optional.ofNullable(pins.get(to)); }

    synchronized void put(String to, Pin pin) throws IOException {
        pins.put(to, pin);
        write();
    }

    synchronized void remove(String to) throws IOException {
        if (pins.remove(to) == null) return;
        if (pins.isEmpty()) Files.deleteIfExists(file);
        else write();
    }

    private void write() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode files = root.putObject("files");
        pins.forEach((to, p) -> files.putObject(to).put("part", p.part).put("source", p.source)
                .put("revision", p.revision).put("size", p.size).put("sha256", p.sha256).put("modified", p.modified));
        Disk.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root)
                .getBytes(StandardCharsets.UTF_8));
    }
}
