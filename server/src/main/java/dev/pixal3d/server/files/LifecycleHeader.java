// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.Acl;
import dev.pixal3d.queue.Acl.Decision;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * How long a file lives and who may read it, as the {@code X-Fal-Object-Lifecycle} headers say it:
 * {@code {"expiration_duration_seconds", "initial_acl": {"default", "rules": [{"user", "decision"}]}}}.
 */
public final class LifecycleHeader {
    private LifecycleHeader() {}

    /**
     * Reads the first of the named headers that is present.
     *
     * @param lifetime
     *            when no header gives one; an explicit null means forever
     */
    public static Lifecycle of(Exchange x, Optional<Duration> lifetime, String... headers) {
        for (String header : headers) {
            Optional<String> value = x.header(header);
            if (value.isPresent()) return parse(header, value.get(), lifetime);
        }
        return new Lifecycle(lifetime, Acl.PUBLIC);
    }

    public static Lifecycle parse(String header, String json, Optional<Duration> lifetime) {
        try {
            Map<String, Object> value = Json.object(json);
            Optional<Duration> expiration = value.containsKey("expiration_duration_seconds")
                    ? expiration(header, value.get("expiration_duration_seconds"))
                    : lifetime;
            if (!(value.get("initial_acl") instanceof Map<?, ?> acl)) return new Lifecycle(expiration, Acl.PUBLIC);
            Object fallback = acl.get("default");
            List<Acl.Rule> rules = new ArrayList<>();
            if (acl.get("rules") instanceof List<?> list) {
                for (Object item : list) {
                    if (!(item instanceof Map<?, ?> rule)) throw bad(header, "a rule is not an object");
                    rules.add(new Acl.Rule(String.valueOf(rule.get("user")), decision(header, rule.get("decision"))));
                }
            }
            Decision everyone = fallback == null ? Decision.ALLOW : decision(header, fallback);
            return new Lifecycle(expiration, new Acl(everyone, rules));
        } catch (JacksonException _) {
            throw bad(header, "it is not a JSON object");
        }
    }

    /** The JSON that {@link #parse} reads. */
    public static String json(Lifecycle lifecycle) {
        List<Object> rules = lifecycle.acl().rules().stream()
                .<Object>map(rule -> Json.map("user", rule.user(), "decision", name(rule.decision()))).toList();
        return Json.text(Json.map("expiration_duration_seconds",
                lifecycle.expiresAfter().<Object>map(Duration::toSeconds).orElse(Json.NULL), "initial_acl",
                Json.map("default", name(lifecycle.acl().fallback()), "rules", rules)));
    }

    private static Optional<Duration> expiration(String header, @org.jspecify.annotations.Nullable Object seconds) {
        return switch (seconds) {
            case null -> Optional.empty();
            case Number n when n.doubleValue() > 0 && n.doubleValue() < 1e10 ->
                Optional.of(Duration.ofSeconds(n.longValue()));
            case Object other -> throw bad(header, "expiration_duration_seconds is " + other);
        };
    }

    private static String name(Decision decision) { return decision.name().toLowerCase(Locale.ROOT); }

    private static Decision decision(String header, @org.jspecify.annotations.Nullable Object value) {
        return switch (String.valueOf(value)) {
            case "allow" -> Decision.ALLOW;
            case "forbid" -> Decision.FORBID;
            case "hide" -> Decision.HIDE;
            default -> throw bad(header, "decision is " + value);
        };
    }

    private static Failure bad(String header, String what) {
        return Failure.badRequest(("Header %s: %s. Send {\"expiration_duration_seconds\": n, \"initial_acl\": "
                + "{\"default\": \"allow|forbid|hide\"}}.").formatted(header, what));
    }
}
