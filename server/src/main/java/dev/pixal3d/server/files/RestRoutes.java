// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.auth.RateLimit;
import dev.pixal3d.server.auth.Tokens;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.http.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The account API: where to upload, and temporary tokens. */
public final class RestRoutes {
    private static final DateTimeFormatter WITH_OFFSET = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss+00:00");

    private final FileStore files;
    private final UploadTickets tickets;
    private final Tokens tokens;
    private final Authenticator authenticator;
    private final RateLimit limits;
    private final ServerConfig config;
    private final Clock clock;

    public RestRoutes(FileStore files, UploadTickets tickets, Tokens tokens, Authenticator authenticator,
            RateLimit limits, ServerConfig config, Clock clock) {
        this.files = files;
        this.tickets = tickets;
        this.tokens = tokens;
        this.authenticator = authenticator;
        this.limits = limits;
        this.config = config;
        this.clock = clock;
    }

    public void handle(Exchange x) {
        Target target = x.target();
        boolean known = target.is("storage", "upload", "initiate")
                || target.is("storage", "upload", "initiate-multipart")
                || target.is("storage", "auth", "token") || target.is("tokens") || target.is("tokens", "realtime");
        if (!known) throw Failure.noPath(target.path());
        Identity caller = authenticator.rest(x);
        x.allow("POST");
        Map<String, Object> body = Json.object(x.bytes(config.limits().jsonBytes()));
        if (target.is("storage", "auth", "token")) cdnToken(x, caller);
        else if (target.segments().getFirst().equals("tokens")) token(x, caller, body);
        else initiate(x, caller, body);
    }

    private void initiate(Exchange x, Identity caller, Map<String, Object> body) {
        String name = String.valueOf(body.getOrDefault("file_name", "file"));
        String type = String.valueOf(body.getOrDefault("content_type", "application/octet-stream"));
        if (!MediaTypes.sendable(type)) {
            throw Failure.badRequest("content_type: not a media type (allowed visible ASCII characters, at most 200).");
        }
        limits.check(caller);
        UploadTickets.Ticket ticket = new UploadTickets.Ticket(files.newKey(name), type,
                LifecycleHeader.of(x, config.retention().uploads(), "x-fal-object-lifecycle",
                        "x-fal-object-lifecycle-preference"),
                caller.keyId());
        String id = tickets.id(ticket);
        x.json(200, Json.map("file_url", x.target().addresses().file(ticket.key()), "upload_url",
                x.target().addresses().upload(id + "?" + tickets.query(id))));
    }

    private void cdnToken(Exchange x, Identity caller) {
        Duration lifetime = Duration.ofHours(6);
        // Python's fromisoformat before 3.11 reads no Z and subtracting a naive time is an error
        String expires = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)
                .format(WITH_OFFSET);
        x.json(200, Json.map("token", tokens.create(caller.keyId().orElse(""), "cdn", List.of(), lifetime),
                "token_type", "Bearer", "base_url", x.target().addresses().cdn(), "expires_at", expires));
    }

    private void token(Exchange x, Identity caller, Map<String, Object> body) {
        if (!(body.get("allowed_apps") instanceof List<?> apps)) {
            throw Failure.badRequest("allowed_apps is missing. Send the endpoint's alias in a list.");
        }
        Object asked = body.getOrDefault("token_expiration", body.getOrDefault("duration", 120));
        if (!(asked instanceof Number seconds) || seconds.longValue() < 1 || seconds.longValue() > 86_400) {
            throw Failure.badRequest("token_expiration: out of range (got %s, allowed 1 to 86400).".formatted(asked));
        }
        x.json(200, tokens.create(caller.keyId().orElse(""), "app", apps.stream().map(String::valueOf).toList(),
                Duration.ofSeconds(seconds.longValue())));
    }
}
