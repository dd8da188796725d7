// SPDX-License-Identifier: MIT
package dev.pixal3d.server.webhook;

import dev.pixal3d.queue.KeyStore;
import dev.pixal3d.server.http.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that sign webhooks change by themselves: each signs for {@link #PERIOD} and is named by the number of that
 * period since 1970, so that all processes that share the store use the same one without a word. Besides the current
 * key, the key set has the one before, whose signatures may still be on their way, and shortly before a change the next
 * one, for receivers that keep the set as long as they may. Thread-safe.
 */
public final class WebhookKeys {
    static final Duration PERIOD = Duration.ofDays(90);
    /** Twice the day for which verifiers may keep a key set. */
    static final Duration NOTICE = Duration.ofDays(2);

    private final KeyStore keys;
    private final Clock clock;
    private final Map<Long, WebhookSigner> signers = new ConcurrentHashMap<>();

    public WebhookKeys(KeyStore keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The key that signs now. */
    WebhookSigner current() { return signer(period(clock.instant())); }

    /** The JSON Web Key Set. */
    public Map<String, Object> keySet() {
        Instant now = clock.instant();
        long current = period(now);
        List<Object> published = new ArrayList<>(signer(current).published());
        former(current - 1).ifPresent(signer -> published.addAll(signer.published()));
        long soon = period(now.plus(NOTICE));
        if (soon > current) published.addAll(signer(soon).published());
        return Json.map("keys", published);
    }

    private static long period(Instant time) { return time.getEpochSecond() / PERIOD.toSeconds(); }

    private static String name(long period) { return "webhook-ed25519-" + period; }

    private WebhookSigner signer(long period) {
        return signers.computeIfAbsent(period,
                n -> new WebhookSigner(keys.secret(name(n), WebhookSigner::generate)));
    }

    private Optional<WebhookSigner> former(long period) { return keys.secret(name(period)).map(WebhookSigner::new); }
}
