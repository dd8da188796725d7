// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image of a container, as {@code docker load} reads it, unpacked by {@code tar}.
 *
 * @param layers
 *            in the order in which they lie over each other
 * @param config
 *            what runs, as whom, with what
 */
record ImageFile(List<Path> layers, JsonNode config) {
    static ImageFile read(Path file, Path to) throws IOException, InterruptedException {
        Program.run(new ProcessBuilder("tar", "-xf", file.toString(), "-C", to.toString()), 120);
        JsonNode manifest = json(to.resolve("manifest.json")).get(0);
        return new ImageFile(strings(manifest.get("Layers")).stream().map(to::resolve).toList(),
                json(to.resolve(manifest.get("Config").asString())).get("config"));
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(file));
    }

    private static List<String> strings(JsonNode list) { return list.valueStream().map(JsonNode::asString).toList(); }

    List<String> entrypoint() { return strings(config.get("Entrypoint")); }

    /** What it does unless told something else. */
    List<String> usual() { return strings(config.get("Cmd")); }

    Path home() { return Path.of(config.get("WorkingDir").asString()); }

    Map<String, String> environment() {
        return strings(config.get("Env")).stream().map(entry -> entry.split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
    }
}
