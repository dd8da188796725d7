// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.outbound.PublicAddresses;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be said about an input before any work on it. */
public final class Inputs {
    private static final long MAX_DATA_URI = 10L << 20;

    private Inputs() {}

    /**
     * The outcome of an input that breaks its endpoint's schema, or that names a file which no worker could fetch;
     * empty for one that may be run.
     *
     * @param allowPrivate
     *            whether files may come from private addresses
     */
    public static Optional<Outcome> rejected(Endpoint endpoint, Map<String, Object> input, boolean allowPrivate) {
        try {
            RequestReader.read(input, endpoint.inputs());
        } catch (ProblemException e) {
            return Optional.of(rejection(e.problems()));
        }
        List<Problem> unusable = new ArrayList<>();
        for (NamedFile file : NamedFile.in(input, endpoint.inputs())) {
            unusable(file, allowPrivate).ifPresent(unusable::add);
        }
        return unusable.isEmpty() ? Optional.empty() : Optional.of(rejection(unusable));
    }

    /** The outcome that problems mean: the first decides status and type. */
    static Outcome.Rejected rejection(List<Problem> problems) {
        Problem.Kind kind = problems.getFirst().kind();
        return new Outcome.Rejected(kind.status(), kind.type(), Json.text(Failure.body(problems)));
    }

    /** What is wrong with an address before it is called; names are looked up by the worker. */
    private static Optional<Problem> unusable(NamedFile file, boolean allowPrivate) {
        String url = file.url().strip();
        if (file.isData()) {
            if (url.length() > MAX_DATA_URI) {
                return Optional.of(file.problem(Problem.Kind.FILE_TOO_LARGE,
                        "%s: the data URI is too long (allowed %d characters). Upload the file and send its URL."
                                .formatted(file.noun(), MAX_DATA_URI),
                        Map.of("max_size", MAX_DATA_URI), Optional.of(file.url())));
            }
            return DataUri.decode(url).isPresent()
                    ? Optional.empty()
                    : Optional.of(file.undecodable(Optional.of(file.url())));
        }
        if (FileStore.keyOf(url).isPresent()) return Optional.empty();
        return refusal(url, allowPrivate).map(why -> file.unreachable(why, Optional.of(file.url())));
    }

    /** Why an address is not called; empty when it is, or when only looking its name up can tell. */
    static Optional<String> refusal(String url, boolean allowPrivate) {
        try {
            WebUrl parsed = WebUrl.parse(url);
            return allowPrivate ? Optional.empty() : PublicAddresses.refusal(parsed);
        } catch (UrlException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
