// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.files.LifecycleHeader;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.outbound.PublicAddresses;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Inputs;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;

/** Turns a submission's headers, query and input into the queue's terms; what cannot be read is a 400. */
public final class SubmissionReader {
    /** The tag that keeps the caller's origin for URLs in webhooks; its prefix is closed to callers. */
    public static final String ORIGIN_TAG = "fal.origin";
    private static final String RETRY = "x-fal-retry-config";

    private final Clock clock;
    private final ServerConfig.Retention retention;
    private final ServerConfig.Access access;
    private final ServerConfig.Quotas quotas;
    private final Admission admission;

    public SubmissionReader(Clock clock, ServerConfig.Retention retention, ServerConfig.Access access,
            ServerConfig.Quotas quotas, Admission admission) {
        this.clock = clock;
        this.retention = retention;
        this.access = access;
        this.quotas = quotas;
        this.admission = admission;
    }

    /** Fails when the caller may submit nothing now; called before the body is read. */
    void admit(Identity caller) {
        admission.check(caller);
    }

    Submission read(Exchange x, Identity caller, Endpoint endpoint, Map<String, Object> input) {
        Map<String, String> tags = tags(x);
        tags.put(ORIGIN_TAG, x.target().addresses().file(""));
        Optional<Outcome> decided = Inputs.rejected(endpoint, input, access.allowPrivateUrls());
        return new Submission(endpoint.id().toString(), Json.text(input), caller.keyId(),
                x.header("x-fal-queue-priority").filter("low"::equalsIgnoreCase).map(_ -> Priority.LOW)
                        .orElse(Priority.NORMAL),
                startTimeout(x).map(clock.instant()::plus), maxQueueLength(x),
                quotas.queued() == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(quotas.queued()),
                x.header("idempotency-key").or(() -> x.header("x-fal-idempotency-key")), tags,
                !x.header("x-fal-store-io").filter("0"::equals).isPresent(), attempts(x), webhook(x),
                LifecycleHeader.of(x, retention.outputs(), "x-fal-object-lifecycle-preference",
                        "x-fal-object-lifecycle"),
                decided);
    }

    private static Optional<Duration> startTimeout(Exchange x) {
        String name = x.header("x-fal-request-start-timeout").isPresent()
                ? "x-fal-request-start-timeout"
                : "x-fal-request-timeout";
        return x.header(name).map(text -> {
            double seconds = number(name, text);
            if (!(seconds > 0.1 && seconds <= 1e7)) throw bad(name, text, "a number of seconds above 0.1");
            return Duration.ofMillis(Math.round(seconds * 1000));
        });
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException _) {
            throw bad(name, text, "a number of seconds above 0.1");
        }
    }

    private static OptionalInt maxQueueLength(Exchange x) {
        Optional<String> text = x.target().parameter("fal_max_queue_length");
        if (text.isEmpty()) return OptionalInt.empty();
        if (!text.get().matches("\\d{1,9}")) throw bad("fal_max_queue_length", text.get(), "a whole number");
        return OptionalInt.of(Integer.parseInt(text.get()));
    }

    /** The address in normal form; what could never be delivered is refused here, where its sender learns why. */
    private Optional<String> webhook(Exchange x) {
        Optional<String> text = x.target().parameter("fal_webhook").filter(url -> !url.isBlank());
        if (text.isEmpty()) return Optional.empty();
        try {
            WebUrl url = WebUrl.parse(text.get());
            if (!access.allowPrivateUrls()) {
                PublicAddresses.refusal(url).ifPresent(why -> {
                    throw Failure.badRequest("fal_webhook: " + why);
                });
            }
            return Optional.of(url.toString());
        } catch (UrlException e) {
            throw bad("fal_webhook", text.get() + ": " + e.getMessage(), "an http or https URL");
        }
    }

    private static int attempts(Exchange x) {
        boolean once = x.header("x-fal-no-retry").filter(t -> t.matches("(?i)1|true|yes")).isPresent();
        if (once) return 1;
        return x.header(RETRY).map(text -> {
            try {
                Object connection = Json.object(text).get("connection_error");
                if (connection instanceof Map<?, ?> map && map.get("retries") instanceof Number n) {
                    return Math.clamp(n.longValue() + 1, 1, Submission.MAX_ATTEMPTS);
                }
                return Submission.MAX_ATTEMPTS;
            } catch (JacksonException _) {
                throw bad(RETRY, text, "a JSON object");
            }
        }).orElse(Submission.MAX_ATTEMPTS);
    }

    private static Map<String, String> tags(Exchange x) {
        Map<String, String> tags = new LinkedHashMap<>();
        String header = x.header("x-fal-tags").orElse("");
        if (header.length() > 1024) throw bad("x-fal-tags", "more than 1024 characters", "at most 1024");
        for (String pair : header.split(",")) {
            if (pair.isBlank()) continue;
            String[] parts = pair.strip().split("=", 2);
            boolean fine = parts.length == 2 && parts[0].matches("[a-z0-9._-]{1,64}") && parts[1].length() <= 256
                    && !parts[0].startsWith("fal.");
            if (!fine) throw bad("x-fal-tags", pair, "key=value, keys of a-z 0-9 . _ - without the prefix fal.");
            tags.put(parts[0], parts[1]);
        }
        if (tags.size() > 10) throw bad("x-fal-tags", tags.size() + " tags", "at most 10");
        return tags;
    }

    private static Failure bad(String where, String got, String allowed) {
        String shown = got.length() > 100 ? got.substring(0, 100) : got;
        return Failure.badRequest("%s: cannot be used (got %s, allowed %s).".formatted(where, shown, allowed));
    }
}
