// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** A clock that moves only when told, and tells one who follows. */
final class ManualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile Consumer<Instant> follower = _ -> {};

    @Override
    public Instant instant() { return now; }

    void onMove(Consumer<Instant> consumer) { follower = consumer; }

    void advance(Duration time) {
        now = now.plus(time);
        follower.accept(now);
    }
}
