// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FeedTest extends StoreFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Feed feed(RequestView request) { return requests.feed(request, OptionalInt.empty()); }

    private static LogLine.Draft line(String text) {
        return new LogLine.Draft(Instant.EPOCH, LogLine.Level.INFO, text);
    }

    private static RequestView awaitPlace(Feed feed, int place) throws InterruptedException {
        RequestView seen = feed.next().request().orElseThrow();
        while (seen.position() != place) {
            assertThat(feed.await(PATIENCE)).as("news of place %d", place).isTrue();
            seen = feed.next().request().orElseThrow();
        }
        return seen;
    }

    /** How many statements one move of the queue costs while so many of those that wait are followed. */
    private long statementsOfAMove(List<RequestView> waiting, int ahead) throws InterruptedException {
        List<Feed> feeds = new ArrayList<>();
        try {
            for (RequestView request : waiting) feeds.add(feed(view(request.id())));
            long before = store.statements();
            claim();
            for (int i = 0; i < feeds.size(); i++) awaitPlace(feeds.get(i), ahead - 1 + i);
            return store.statements() - before;
        } finally {
            feeds.forEach(Feed::close);
        }
    }

    @Test
    void manyFeedsAskTheStoreNoMoreThanOne() throws Exception {
        submit(PLAIN);
        submit(PLAIN);
        List<RequestView> waiting = IntStream.range(0, 500).mapToObj(_ -> submit(PLAIN)).toList();
        long one = statementsOfAMove(waiting.subList(0, 1), 2);
        long all = statementsOfAMove(waiting, 1);
        assertThat(all).as("statements with 500 feeds, with one: %d", one).isLessThan(one + 50);
    }

    @Test
    void tellsARequestsWayToItsEnd() throws Exception {
        String id = submit(PLAIN).id();
        List<State> states = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try (Feed feed = requests.feed(view(id), OptionalInt.of(1))) {
            Lease lease = claim().lease();
            RunProgress half = new RunProgress("bake", 1, 2, 0.5, Optional.empty());
            requests.heartbeat(lease, LEASE, Optional.of(half), List.of(line("zero"), line("one")));
            Optional<RunProgress> progress = Optional.empty();
            while (!progress.equals(Optional.of(half))) {
                assertThat(feed.await(PATIENCE)).isTrue();
                Feed.Sighting next = feed.next();
                progress = next.request().orElseThrow().progress();
                next.lines().forEach(line -> lines.add(line.message()));
            }
            requests.finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of(line("two")));
            while (!states.contains(State.COMPLETED)) {
                assertThat(feed.await(PATIENCE)).isTrue();
                Feed.Sighting next = feed.next();
                states.add(next.request().orElseThrow().state());
                next.lines().forEach(line -> lines.add(line.message()));
            }
            assertThat(feed.next().request()).contains(view(id));
        }
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void tellsWhatHappenedBeforeItWasOpened() throws Exception {
        RequestView seen = submit(PLAIN);
        claim();
        try (Feed feed = feed(seen)) {
            // the look at the store may be quicker than this thread
            Optional<RequestView> told = feed.next().request();
            while (told.equals(Optional.of(seen))) {
                assertThat(feed.await(PATIENCE)).isTrue();
                told = feed.next().request();
            }
            assertThat(told).contains(view(seen.id()));
        }
    }

    @Test
    void waitsForWhatWasNotTakenYet() throws Exception {
        RequestView mine = submit(PLAIN);
        try (Feed feed = feed(mine)) {
            Lease lease = claim().lease();
            assertThat(feed.await(PATIENCE)).isTrue();
            assertThat(feed.await(Duration.ZERO)).as("it was not taken yet").isTrue();
            while (feed.next().request().orElseThrow().state() != State.IN_PROGRESS) {
                assertThat(feed.await(PATIENCE)).isTrue();
            }
            assertThat(feed.await(Duration.ZERO)).as("it was taken").isFalse();
            requests.finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of());
            assertThat(feed.await(PATIENCE)).isTrue();
        }
    }

    @Test
    void tellsThePlaceOfARequestThatIsGivenBack() throws Exception {
        submit(PLAIN);
        RequestView mine = submit(SubmissionDraft.of("fal-ai/pixal3d", "{}").done());
        claim();
        Lease lease = claim().lease();
        RequestView ahead = submit(PLAIN);
        try (Feed feed = feed(view(mine.id())); Feed other = feed(ahead)) {
            requests.release(lease);
            assertThat(feed.await(PATIENCE)).isTrue();
            assertThat(awaitPlace(feed, 0).state()).isEqualTo(State.IN_QUEUE);
            awaitPlace(other, 1);
        }
    }

    @Test
    void tellsWhatAnotherProcessDid() throws Exception {
        RequestView first = submit(PLAIN);
        RequestView second = submit(PLAIN);
        try (Feed one = feed(first); Feed two = feed(second); Store other = kind.open(directory, clock)) {
            other.requests().claim("w", LEASE);
            awaitPlace(two, 0);
            RequestView seen = one.next().request().orElseThrow();
            while (seen.state() != State.IN_PROGRESS) {
                assertThat(one.await(PATIENCE)).isTrue();
                seen = one.next().request().orElseThrow();
            }
        }
    }

    @Test
    void tellsThatARequestIsForgotten() throws Exception {
        RequestView mine = submit(PLAIN);
        try (Feed feed = feed(mine)) {
            requests.cancel(mine.id());
            clock.advance(Duration.ofDays(2));
            assertThat(requests.purge(clock.instant(), 10)).contains(mine.id());
            // the row is gone without a trace in the signals: any later change of it would tell
            try (Feed again = feed(mine)) {
                while (again.next().request().isPresent()) assertThat(again.await(PATIENCE)).isTrue();
            }
            while (feed.next().request().isPresent()) assertThat(feed.await(PATIENCE)).isTrue();
        }
    }
}
