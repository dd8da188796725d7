// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import dev.pixal3d.queue.KeyStore;
import dev.pixal3d.server.http.Failure;

/**
 * How often a key may ask for work in a minute, counted in the store and so over all servers that share it. Polls are
 * free. Thread-safe.
 */
public final class RateLimit {
    private final KeyStore keys;
    private final int perMinute;

    public RateLimit(KeyStore keys, int perMinute) {
        this.keys = keys;
        this.perMinute = perMinute;
    }

    /** Counts one request of the caller; fails with 429 when it is one too many. */
    public void check(Identity caller) {
        if (perMinute == Integer.MAX_VALUE || keys.call(caller.user(), perMinute)) return;
        throw Failure.flat(429, "rate_limit_exceeded",
                "Too many requests (allowed %d a minute for a key). Try again later.".formatted(perMinute))
                .header("retry-after", Long.toString(Math.max(1, 60 / perMinute))).header("x-fal-needs-retry", "1");
    }
}
