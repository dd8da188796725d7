// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.engine.RequestReader;
import dev.pixal3d.engine.Violation;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.outbound.PublicAddresses;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** What can be said about an input before any work on it. */
public final class Inputs {
    private static final long MAX_DATA_URI = 10L << 20;

    private Inputs() {}

    /**
     * The outcome of an input that breaks the schema, or whose picture no worker could fetch; empty for one that may be
     * run.
     *
     * @param allowPrivate
     *            whether pictures may come from private addresses
     */
    public static Optional<Outcome> rejected(Map<String, Object> input, boolean allowPrivate) {
        List<Violation> violations = violations(input, allowPrivate);
        return violations.isEmpty() ? Optional.empty() : Optional.of(rejection(violations));
    }

    /** The ending that the list form of an error means. */
    static Outcome.Rejected rejection(List<Violation> violations) {
        return new Outcome.Rejected(422, violations.getFirst().type(), Json.text(Failure.violationBody(violations)));
    }

    private static List<Violation> violations(Map<String, Object> input, boolean allowPrivate) {
        if (RequestReader.read(input, new SplittableRandom(0)) instanceof RequestReader.Outcome.Invalid invalid) {
            return invalid.violations();
        }
        if (input.get("image_url") instanceof String url && url.startsWith("data:") && url.length() > MAX_DATA_URI) {
            return List.of(new Violation("image_url", "file_too_large", "File too large",
                    Map.of("max_size", MAX_DATA_URI), Optional.of(url)));
        }
        return input.get("image_url") instanceof String url ? unreachable(url, allowPrivate) : List.of();
    }

    /** What is wrong with an address before it is called; names are looked up by the worker. */
    private static List<Violation> unreachable(String text, boolean allowPrivate) {
        String url = text.strip();
        if (url.regionMatches(true, 0, "data:", 0, 5) || FileStore.keyOf(url).isPresent()) return List.of();
        Optional<String> wrong;
        try {
            WebUrl parsed = WebUrl.parse(url);
            wrong = allowPrivate ? Optional.empty() : PublicAddresses.refusal(parsed);
        } catch (UrlException e) {
            wrong = Optional.of(String.valueOf(e.getMessage()));
        }
        return wrong.map(why -> List.of(new Violation("image_url", "file_download_error",
                "File download error: " + why, Map.of(), Optional.of(text)))).orElse(List.of());
    }
}
