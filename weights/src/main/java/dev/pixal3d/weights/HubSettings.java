// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the hub is and what a user's environment says about it, by the names that the hub's own tools use.
 *
 * @param endpoint
 *            the hub or a mirror of it, without a slash at the end
 * @param token
 *            for the endpoint and no other host
 * @param caches
 *            folders of the hub's tools, with {@code models--owner--name} folders
 * @param torchCaches
 *            folders with files that torch.hub downloaded
 * @param offline
 *            whether the network must not be used
 * @param stall
 *            how long a download may give no byte before it is tried again
 * @param parallel
 *            files at once
 */
public record HubSettings(URI endpoint, Optional<String> token, List<Path> caches, List<Path> torchCaches,
        boolean offline, Duration stall, int parallel) {
    private static final String HUB = "https://huggingface.co";
    private static final Duration STALL = Duration.ofSeconds(60);
    private static final int PARALLEL = 4;

    /**
     * Reads HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE, TORCH_HOME, NETRC.
     *
     * @param home
     *            the user's home folder
     */
    public static HubSettings of(Map<String, String> environment, Path home) {
        String text = given(environment, "HF_ENDPOINT").orElse(HUB).replaceAll("/+$", "");
        URI endpoint;
        try {
            endpoint = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw WeightsProblem.usage("HF_ENDPOINT: is no address (got " + text + "). Write it like " + HUB);
        }
        if (endpoint.getHost() == null
                || !("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))) {
            throw WeightsProblem.usage("HF_ENDPOINT: is no http address (got " + text + "). Write it like " + HUB);
        }
        Path cache = given(environment, "XDG_CACHE_HOME").map(Path::of).orElse(home.resolve(".cache"));
        Path hubHome = given(environment, "HF_HOME").map(Path::of).orElse(cache.resolve("huggingface"));
        List<Path> caches = new ArrayList<>();
        given(environment, "HF_HUB_CACHE").or(() -> given(environment, "HUGGINGFACE_HUB_CACHE")).map(Path::of)
                .ifPresent(caches::add);
        caches.add(hubHome.resolve("hub"));
        Path torch = given(environment, "TORCH_HOME").map(Path::of).orElse(cache.resolve("torch"));
        Optional<String> token = given(environment, "HF_TOKEN")
                .or(() -> line(given(environment, "HF_TOKEN_PATH").map(Path::of).orElse(hubHome.resolve("token"))))
                .or(() -> netrc(given(environment, "NETRC").map(Path::of).orElse(home.resolve(".netrc")),
                        endpoint.getHost()));
        return new HubSettings(endpoint, token, List.copyOf(caches), List.of(torch.resolve("hub/checkpoints")),
                given(environment, "HF_HUB_OFFLINE").filter(v -> !v.equals("0")).isPresent(), STALL, PARALLEL);
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    private static Optional<String> line(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(t -> !t.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The password that such a file has for a machine. */
    private static Optional<String> netrc(Path file, String host) {
        String[] words = line(file).orElse("").split("\\s+");
        for (int i = 0; i + 1 < words.length; i++) {
            if (!words[i].equals("machine") || !words[i + 1].equals(host)) continue;
            for (int j = i + 2; j + 1 < words.length && !words[j].equals("machine"); j += 2) {
                if (words[j].equals("password")) return Optional.of(words[j + 1]);
            }
        }
        return Optional.empty();
    }
}
