// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import dev.pixal3d.server.http.Failure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How often a key may ask for work in a minute: a bucket of that many tokens for each, refilled steadily. Polls are
 * free. Counted by this process alone. Thread-safe.
 */
public final class RateLimit {
    private static final long MINUTE = 60_000_000_000L;
    private static final int MANY = 10_000;

    private final int perMinute;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    private record Bucket(double tokens, long at) {}

    public RateLimit(int perMinute) { this(perMinute, System::nanoTime); }

    RateLimit(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
    }

    /** Counts one request of the caller; fails with 429 when it is one too many. */
    public void check(Identity caller) {
        if (perMinute == Integer.MAX_VALUE) return;
        long now = nanos.getAsLong();
        if (buckets.size() > MANY) buckets.values().removeIf(bucket -> refilled(bucket, now) >= perMinute);
        Bucket left = buckets.compute(caller.user(), (_, bucket) -> {
            double tokens = bucket == null ? perMinute : refilled(bucket, now);
            return new Bucket(tokens - 1, now);
        });
        if (left.tokens >= 0) return;
        buckets.computeIfPresent(caller.user(), (_, bucket) -> new Bucket(bucket.tokens + 1, bucket.at));
        throw Failure.flat(429, "rate_limit_exceeded",
                "Too many requests (allowed %d a minute for a key). Try again later.".formatted(perMinute))
                .header("retry-after", Long.toString(Math.max(1, 60 / perMinute))).header("x-fal-needs-retry", "1");
    }

    private double refilled(Bucket bucket, long now) {
        return Math.min(perMinute, bucket.tokens + (double) (now - bucket.at) * perMinute / MINUTE);
    }
}
