// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.server.auth.Secrets;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Permission to upload one file, carried in the upload's URL: what the file is, signed, so that no server needs to
 * remember it.
 */
public final class UploadTickets {
    private static final Duration LIFETIME = Duration.ofHours(2);

    private final Secrets secrets;
    private final Clock clock;

    public UploadTickets(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * What may be uploaded.
     *
     * @param key
     *            under which the file will be found
     */
    record Ticket(String key, String contentType, Lifecycle lifecycle, Optional<String> keyId) {}

    /** The ticket as a path segment. */
    String id(Ticket ticket) {
        Map<String, Object> json = Json.map("key", ticket.key(), "type", ticket.contentType(), "lifecycle",
                LifecycleHeader.json(ticket.lifecycle()));
        ticket.keyId().ifPresent(id -> json.put("owner", id));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
    }

    /** The query that makes a ticket valid for two hours. */
    String query(String id) {
        long end = clock.instant().plus(LIFETIME).getEpochSecond();
        return "exp=" + end + "&sig=" + secrets.sign(id + ":" + end);
    }

    /** Ticket and signature in one, for clients that cannot carry a query. */
    String sealed(Ticket ticket) {
        String id = id(ticket);
        return id + "." + query(id).replaceAll("exp=(\\d+)&sig=", "$1.");
    }

    /** Opens what {@link #sealed} gave. */
    Ticket open(String sealed) {
        String[] parts = sealed.split("\\.", 3);
        if (parts.length != 3) throw refused();
        return check(parts[0], Optional.of(parts[1]), Optional.of(parts[2]));
    }

    /** The ticket, or a 403. */
    Ticket check(String id, Optional<String> end, Optional<String> signature) {
        if (!end.orElse("").matches("\\d{1,12}") || !secrets.verify(id + ":" + end.orElse(""), signature.orElse(""))) {
            throw refused();
        }
        if (clock.instant().getEpochSecond() >= Long.parseLong(end.orElse("0"))) {
            throw Failure.of(403, "The upload URL has expired. Ask for a new one.");
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(id);
            Map<String, Object> map = Json.object(new String(json, StandardCharsets.UTF_8));
            return new Ticket(String.valueOf(map.get("key")), String.valueOf(map.get("type")),
                    LifecycleHeader.parse("lifecycle", String.valueOf(map.get("lifecycle")), Optional.empty()),
                    Optional.ofNullable(map.get("owner")).map(String::valueOf));
        } catch (IllegalArgumentException | JacksonException _) {
            throw refused();
        }
    }

    private static Failure refused() {
        return Failure.of(403, "The upload URL's signature is wrong. Use the URL exactly as it was given.");
    }
}
