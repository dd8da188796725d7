// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.engine.RequestReader;
import dev.pixal3d.engine.Violation;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** What can be said about an input before any work on it. */
public final class Inputs {
    private static final long MAX_DATA_URI = 10L << 20;

    private Inputs() {}

    /** The outcome of an input that breaks the schema; empty for one that may be run. */
    public static Optional<Outcome> rejected(Map<String, Object> input) {
        List<Violation> violations = violations(input);
        return violations.isEmpty() ? Optional.empty() : Optional.of(rejection(violations));
    }

    /** The ending that the list form of an error means. */
    static Outcome.Rejected rejection(List<Violation> violations) {
        return new Outcome.Rejected(422, violations.getFirst().type(), Json.text(Failure.violationBody(violations)));
    }

    private static List<Violation> violations(Map<String, Object> input) {
        if (RequestReader.read(input, new SplittableRandom(0)) instanceof RequestReader.Outcome.Invalid invalid) {
            return invalid.violations();
        }
        if (input.get("image_url") instanceof String url && url.startsWith("data:") && url.length() > MAX_DATA_URI) {
            return List.of(new Violation("image_url", "file_too_large", "File too large",
                    Map.of("max_size", MAX_DATA_URI), Optional.of(url)));
        }
        return List.of();
    }
}
