// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What any store keeps of ended requests, and what it forgets. */
class HistoryTest extends StoreFixture {
    @Test
    void storeIoOffKeepsTheResultButNoInputAndNoHistory() {
        String id = submit(SubmissionDraft.like(PLAIN).storeIo(false).done()).id();
        requests.finish(claim().lease(), new Outcome.Succeeded("{\"x\":1}"), Optional.empty(), List.of());
        assertThat(requests.outcome(id)).contains(new Outcome.Succeeded("{\"x\":1}"));
        assertThat(requests.input(id)).isEmpty();
        HistoryPage page = requests.history(new HistoryQuery(List.of(), Optional.empty(), Optional.of(id),
                Optional.empty(), Optional.empty(), HistoryQuery.Filter.ANY, HistoryQuery.Sort.ENDED, 10,
                Optional.empty(), true));
        assertThat(page.items()).singleElement().returns(Optional.empty(), HistoryPage.Item::input)
                .returns(Optional.empty(), HistoryPage.Item::outcome);
    }

    @Test
    void payloadsAreDeletedForGood() {
        String id = submit(PLAIN).id();
        assertThat(requests.deletePayloads(id)).as("still needed").isFalse();
        requests.finish(claim().lease(), new Outcome.Succeeded("{}"), Optional.empty(), List.of());
        assertThat(requests.deletePayloads(id)).isTrue();
        assertThat(requests.input(id)).isEmpty();
        assertThat(requests.outcome(id)).isEmpty();
        assertThat(view(id).ending().orElseThrow().succeeded()).isTrue();
    }

    @Test
    void purgeForgetsOldEndedRequestsOnly() {
        String old = submit(SubmissionDraft.like(PLAIN).webhookUrl("http://h/").idempotencyKey("again").done()).id();
        Lease lease = claim().lease();
        requests.heartbeat(lease, LEASE, Optional.empty(),
                List.of(new LogLine.Draft(clock.instant(), LogLine.Level.INFO, "x")));
        requests.finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of());
        String waiting = submit(PLAIN).id();
        clock.advance(Duration.ofDays(31));
        assertThat(requests.purge(clock.instant().minus(Duration.ofDays(30)), 10)).containsExactly(old);
        assertThat(requests.find(old)).isEmpty();
        assertThat(requests.logs(old, 0)).isEmpty();
        assertThat(store.deliveries().claimDue(10, LEASE)).isEmpty();
        assertThat(view(waiting).position()).isZero();
        assertThat(submit(SubmissionDraft.like(PLAIN).idempotencyKey("again").done()).id()).isNotEqualTo(old);
    }

    @Test
    void historyPagesAreCompleteWhileRequestsComeAndGo() {
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = submit(PLAIN).id();
            Outcome outcome = i % 3 == 0 ? new Outcome.Rejected(422, "t", "{}") : new Outcome.Succeeded("{}");
            Lease lease = claim().lease();
            if (i % 4 == 0) clock.advance(Duration.ofMillis(i));
            requests.finish(lease, outcome, Optional.empty(), List.of());
            ended.addFirst(id);
        }
        for (HistoryQuery.Sort sort : HistoryQuery.Sort.values()) {
            List<String> seen = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                HistoryPage page = requests.history(new HistoryQuery(List.of("fal-ai/pixal3d"), Optional.empty(),
                        Optional.empty(), Optional.of(Instant.EPOCH), Optional.of(clock.instant().plusSeconds(1)),
                        HistoryQuery.Filter.ANY, sort, 4, cursor, true));
                page.items().forEach(item -> seen.add(item.request().id()));
                cursor = page.next();
                String late = submit(PLAIN).id();
                requests.cancel(late);
                requests.deletePayloads(late);
            } while (cursor.isPresent());
            assertThat(seen).as(sort.name()).containsAll(ended).doesNotHaveDuplicates();
            if (sort != HistoryQuery.Sort.DURATION) {
                assertThat(seen.stream().filter(ended::contains)).containsExactlyElementsOf(ended);
            }
        }
        HistoryPage errors = requests.history(new HistoryQuery(List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), HistoryQuery.Filter.USER_ERROR, HistoryQuery.Sort.ENDED, 100,
                Optional.empty(), false));
        assertThat(errors.items()).extracting(item -> item.request().ending().orElseThrow().status()).contains(422)
                .allMatch(status -> status >= 400 && status < 500);
        assertThatThrownBy(() -> requests.history(new HistoryQuery(List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), HistoryQuery.Filter.ANY, HistoryQuery.Sort.ENDED, 100,
                Optional.of("nonsense!"), false))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cursor");
    }
}
