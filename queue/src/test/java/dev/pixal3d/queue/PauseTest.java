// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.RequestStore.RequeueResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What administrators do to a queue: pause it for all of its nodes, resume it, run a request again. */
class PauseTest extends StoreFixture {
    private void finish(Claim claim, Outcome outcome) {
        assertThat(requests.finish(claim.lease(), outcome, Optional.empty(), List.of())).isTrue();
    }

    @Test
    void aPauseAcceptsAndStartsNothingOnAnyNodeAndSurvivesThem() throws InterruptedException {
        submit(PLAIN);
        Claim running = claim();
        requests.pause();
        requests.pause();
        String waiting = submit(PLAIN).id();
        assertThat(requests.stats()).returns(true, QueueStats::paused).returns(1, QueueStats::waiting).returns(1,
                QueueStats::running);
        assertThat(requests.claim("w", LEASE)).isEmpty();
        assertThat(requests.claim("w", LEASE, 5)).as("bounded by key").isEmpty();
        assertThat(requests.awaitWork(Duration.ZERO)).as("nothing to try").isFalse();
        finish(running, new Outcome.Succeeded("{}"));
        reopen();
        try (Store other = kind.open(directory, clock)) {
            assertThat(other.requests().claim("other", LEASE)).isEmpty();
            other.requests().resume();
            assertThat(requests.stats().paused()).isFalse();
            assertThat(claim().request().id()).isEqualTo(waiting);
        }
    }

    @Test
    void theEndOfAPauseWakesWhoWaitsOnAnotherNode() throws InterruptedException {
        requests.pause();
        submit(PLAIN);
        assertThat(requests.claim("w", LEASE)).isEmpty();
        try (Store other = kind.open(directory, clock)) {
            other.requests().resume();
        }
        Optional<Claim> claim = Optional.empty();
        while (claim.isEmpty()) {
            assertThat(requests.awaitWork(Duration.ofSeconds(60))).as("woken").isTrue();
            claim = requests.claim("w", LEASE);
        }
    }

    @Test
    void aFailedRequestRunsAgainUnderItsIdWithAllItsAttempts() {
        String id = submit(SubmissionDraft.like(PLAIN).maxAttempts(1).webhookUrl("http://hook/").done()).id();
        Claim first = claim();
        finish(first, new Outcome.Faulted(Fault.RUNNER_DISCONNECTED, "lost"));
        String other = submit(PLAIN).id();
        assertThat(requests.requeue(id)).isEqualTo(RequeueResult.REQUEUED);
        assertThat(view(id)).returns(State.IN_QUEUE, RequestView::state).returns(1, RequestView::position);
        assertThat(requests.outcome(id)).isEmpty();
        assertThat(requests.logs(id, 0)).last().satisfies(l -> assertThat(l.message()).contains("administrator"));
        assertThat(store.deliveries().claimDue(10, LEASE)).as("the earlier end's webhook").isEmpty();
        assertThat(claim().request().id()).as("it stands behind the others").isEqualTo(other);
        Claim second = claim();
        assertThat(second.request().id()).isEqualTo(id);
        assertThat(requests.finish(first.lease(), new Outcome.Cancelled(), Optional.empty(), List.of()))
                .as("the first run's late end").isFalse();
        assertThat(requests.abandon(second.lease(), Fault.RUNNER_DISCONNECTED, "lost")).as("one attempt again")
                .contains(State.COMPLETED);
        assertThat(store.deliveries().claimDue(10, LEASE)).hasSize(1);
    }

    @Test
    void cancelledAndExpiredOnesRunAgainWithoutTheirDeadline() {
        String late = submit(SubmissionDraft.like(PLAIN).startBy(clock.instant().plusSeconds(5)).done()).id();
        String cancelled = submit(PLAIN).id();
        requests.cancel(cancelled);
        clock.advance(Duration.ofSeconds(6));
        requests.sweep();
        assertThat(requests.requeue(late)).isEqualTo(RequeueResult.REQUEUED);
        assertThat(requests.requeue(cancelled)).isEqualTo(RequeueResult.REQUEUED);
        assertThat(requests.sweep()).isEqualTo(new RequestStore.Sweep(0, 0, 0));
        assertThat(claim().request().id()).isEqualTo(late);
        Claim again = claim();
        assertThat(again.request()).returns(cancelled, RequestView::id).returns(false, RequestView::cancelRequested);
    }

    @Test
    void whatCannotRunAgainIsLeftAlone() {
        assertThat(requests.requeue("none")).isEqualTo(RequeueResult.NOT_FOUND);
        String id = submit(PLAIN).id();
        assertThat(requests.requeue(id)).isEqualTo(RequeueResult.NOT_ENDED);
        Claim claim = claim();
        assertThat(requests.requeue(id)).isEqualTo(RequeueResult.NOT_ENDED);
        finish(claim, new Outcome.Succeeded("{}"));
        assertThat(requests.requeue(id)).isEqualTo(RequeueResult.SUCCEEDED);
        String unkept = submit(SubmissionDraft.like(PLAIN).storeIo(false).done()).id();
        finish(claim(), new Outcome.Rejected(422, "x", "{}"));
        assertThat(requests.requeue(unkept)).isEqualTo(RequeueResult.NO_INPUT);
    }
}
