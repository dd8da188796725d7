// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.pipeline.request.GenerateRequest;
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
        try {
            GenerateRequest request = RequestReader.read(input, new SplittableRandom(0));
            if (!request.picture().startsWith("data:") || request.picture().length() <= MAX_DATA_URI) {
                return Optional.empty();
            }
            return Optional.of(rejection(List.of(new Problem.Field(Problem.Kind.FILE_TOO_LARGE, Problem.PICTURE,
                    "image: the data URI is too long (allowed %d characters). Upload the file and send its URL."
                            .formatted(MAX_DATA_URI),
                    Map.of("max_size", MAX_DATA_URI), Optional.of(request.picture())))));
        } catch (ProblemException e) {
            return Optional.of(rejection(e.problems()));
        }
    }

    /** The outcome that problems mean: the first decides status and type. */
    static Outcome.Rejected rejection(List<Problem> problems) {
        Problem.Kind kind = problems.getFirst().kind();
        return new Outcome.Rejected(kind.status(), kind.type(), Json.text(Failure.body(problems)));
    }
}
