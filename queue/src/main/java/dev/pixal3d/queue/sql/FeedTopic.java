// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A request that somebody follows, as it was last looked at. Guarded by the {@link FeedDispatcher}'s lock. */
final class FeedTopic {
    final Set<FeedSubscription> feeds = new HashSet<>();
    RequestView view;
    /** What it is sorted by in the queue; empty before the first look. */
    OptionalLong rank = OptionalLong.empty();

    FeedTopic(RequestView seen) { this.view = seen; }

    boolean waits() { return view.state() == State.IN_QUEUE; }

    /** The first log line that one of the feeds lacks; empty when none wants any. */
    OptionalInt logsFrom() {
        return feeds.stream().map(FeedSubscription::logsFrom).filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .min();
    }

    void tell(RequestView seen, List<LogLine> lines) {
        view = seen;
        for (FeedSubscription feed : feeds) feed.tell(Optional.of(seen), lines);
    }

    void gone() { for (FeedSubscription feed : feeds) feed.tell(Optional.empty(), List.of()); }
}
