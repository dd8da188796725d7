// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What any store promises to those who submit, watch and cancel. */
class RequestStoreTest extends StoreFixture {
    @Test
    void aRequestGoesThroughItsStatesAndSurvivesReopening() {
        String id = submit(SubmissionDraft.like(PLAIN).keyId("k1").tags(Map.of("team", "blue")).done()).id();
        assertThat(view(id).state()).isEqualTo(State.IN_QUEUE);
        reopen();
        assertThat(view(id)).returns(Optional.of("k1"), RequestView::keyId).returns(Map.of("team", "blue"),
                RequestView::tags);
        clock.advance(Duration.ofSeconds(2));
        Claim claim = claim();
        assertThat(claim.input()).isEqualTo("{\"seed\":1}");
        assertThat(claim.request()).returns(State.IN_PROGRESS, RequestView::state).returns(1, RequestView::attempt)
                .returns(Optional.of(clock.instant()), RequestView::started);
        assertThat(requests.outcome(id)).isEmpty();
        assertThat(requests.finish(claim.lease(), new Outcome.Succeeded("{\"a\":1}"),
                Optional.of(Duration.ofMillis(1500)), List.of())).isTrue();
        reopen();
        assertThat(view(id)).returns(State.COMPLETED, RequestView::state)
                .returns(Optional.of(Duration.ofMillis(1500)), RequestView::inferenceTime)
                .returns(Optional.of(new Ending(Outcome.Kind.SUCCEEDED, 200, "", "")), RequestView::ending);
        assertThat(requests.outcome(id)).contains(new Outcome.Succeeded("{\"a\":1}"));
        assertThat(requests.claim("w", LEASE)).isEmpty();
    }

    @Test
    void everyOutcomeIsReadBackAsItWasWritten() {
        List<Outcome> outcomes = List.of(new Outcome.Succeeded("{}"),
                new Outcome.Rejected(422, "image_load_error", "{\"detail\":[]}"),
                new Outcome.Faulted(Fault.RUNNER_SERVER_ERROR, "boom"), new Outcome.Expired(),
                new Outcome.Cancelled());
        for (Outcome outcome : outcomes) {
            String id = submit(PLAIN).id();
            assertThat(requests.finish(claim().lease(), outcome, Optional.empty(), List.of())).isTrue();
            assertThat(requests.outcome(id)).contains(outcome);
            assertThat(view(id).ending()).contains(outcome.ending());
        }
        assertThat(new Outcome.Expired().ending()).returns(504, Ending::status).returns("request_timeout",
                Ending::errorType);
    }

    @Test
    void aDecidedRequestCompletesWithoutAWorker() {
        Outcome invalid = new Outcome.Rejected(422, "missing", "{}");
        RequestView view = submit(SubmissionDraft.like(PLAIN).decided(invalid).webhookUrl("http://h/").done());
        assertThat(view.state()).isEqualTo(State.COMPLETED);
        assertThat(requests.outcome(view.id())).contains(invalid);
        assertThat(requests.claim("w", LEASE)).isEmpty();
        assertThat(store.deliveries().of(view.id())).hasSize(1);
        assertThat(requests.stats()).isEqualTo(new QueueStats(0, 0, Optional.empty(), false));
    }

    @Test
    void positionsAreExactForEveryMixOfPriorities() {
        List<String> expected = new ArrayList<>();
        List<String> low = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Priority priority = i % 3 == 1 ? Priority.LOW : Priority.NORMAL;
            RequestView view = submit(SubmissionDraft.like(PLAIN).priority(priority).done());
            (priority == Priority.LOW ? low : expected).add(view.id());
            int ahead = priority == Priority.LOW ? expected.size() + low.size() - 1 : expected.size() - 1;
            assertThat(view.position()).isEqualTo(ahead);
        }
        expected.addAll(low);
        while (!expected.isEmpty()) {
            for (int poll = 0; poll < 2; poll++) {
                assertThat(expected.stream().map(id -> view(id).position()))
                        .containsExactlyElementsOf(IntStream.range(0, expected.size()).boxed().toList());
            }
            String cancelled = expected.remove(expected.size() / 2);
            assertThat(requests.cancel(cancelled)).isEqualTo(RequestStore.CancelResult.REMOVED);
            assertThat(view(cancelled).position()).isZero();
            if (!expected.isEmpty()) assertThat(claim().lease().requestId()).isEqualTo(expected.removeFirst());
        }
    }

    @Test
    void theStartDeadlineEndsQueuedRequestsButNotStartedOnes() {
        Instant deadline = clock.instant().plusSeconds(2);
        String started = submit(SubmissionDraft.like(PLAIN).startBy(deadline).done()).id();
        Claim claim = claim();
        String waiting = submit(SubmissionDraft.like(PLAIN).startBy(deadline).done()).id();
        String patient = submit(PLAIN).id();
        clock.advance(Duration.ofSeconds(2));
        assertThat(claim().lease().requestId()).as("a late request is never claimed").isEqualTo(patient);
        assertThat(requests.sweep()).isEqualTo(new RequestStore.Sweep(1, 0, 0));
        assertThat(requests.outcome(waiting)).contains(new Outcome.Expired());
        assertThat(view(started).state()).isEqualTo(State.IN_PROGRESS);
        assertThat(requests.abandon(claim.lease(), Fault.RUNNER_DISCONNECTED, "died")).contains(State.COMPLETED);
        assertThat(requests.outcome(started)).as("the deadline counts retries").contains(new Outcome.Expired());
    }

    @Test
    void aFullQueueRefusesWithoutTrace() {
        assertThat(requests.submit(SubmissionDraft.like(PLAIN).maxQueueLength(0).done()))
                .isInstanceOf(SubmitResult.Accepted.class);
        assertThat(requests.submit(SubmissionDraft.like(PLAIN).maxQueueLength(0).done()))
                .isEqualTo(new SubmitResult.QueueFull(1, 0));
        assertThat(requests.submit(SubmissionDraft.like(PLAIN).maxQueueLength(1).done()))
                .isInstanceOf(SubmitResult.Accepted.class);
        assertThat(requests.stats().waiting()).isEqualTo(2);
    }

    @Test
    void anIdempotencyKeyGivesTheSameRequestPerApiKey() {
        Submission submission = SubmissionDraft.like(PLAIN).keyId("k1").idempotencyKey("once").done();
        String id = submit(submission).id();
        assertThat(requests.submit(submission)).isEqualTo(new SubmitResult.Accepted(view(id), true));
        assertThat(submit(SubmissionDraft.like(PLAIN).keyId("k2").idempotencyKey("once").done()).id()).isNotEqualTo(id);
        assertThat(
                requests.submit(SubmissionDraft.of("fal-ai/pixal3d", "{}").keyId("k1").idempotencyKey("once").done()))
                .isEqualTo(new SubmitResult.KeyReused(id));
        requests.cancel(id);
        assertThat(((SubmitResult.Accepted) requests.submit(submission)).request().state())
                .isEqualTo(State.COMPLETED);
    }

    @Test
    void cancellingARunningRequestFlagsItAndItMayStillFinish() {
        String stopped = submit(PLAIN).id();
        Lease lease = claim().lease();
        assertThat(requests.cancel(stopped)).isEqualTo(RequestStore.CancelResult.REQUESTED);
        assertThat(requests.cancel(stopped)).isEqualTo(RequestStore.CancelResult.REQUESTED);
        assertThat(requests.heartbeat(lease, LEASE, Optional.empty(), List.of())).isEqualTo(RequestStore.Beat.CANCEL);
        assertThat(requests.abandon(lease, Fault.RUNNER_DISCONNECTED, "died")).contains(State.COMPLETED);
        assertThat(requests.outcome(stopped)).contains(new Outcome.Cancelled());
        String finished = submit(PLAIN).id();
        lease = claim().lease();
        requests.cancel(finished);
        assertThat(requests.finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of())).isTrue();
        assertThat(view(finished).ending().orElseThrow().succeeded()).isTrue();
        assertThat(requests.cancel(finished)).isEqualTo(RequestStore.CancelResult.ALREADY_COMPLETED);
        assertThat(requests.cancel("nobody")).isEqualTo(RequestStore.CancelResult.NOT_FOUND);
    }

    @Test
    void flushCancelsTheQueueOfOneEndpoint() {
        String running = submit(PLAIN).id();
        claim();
        submit(PLAIN);
        submit(PLAIN);
        String other = submit(SubmissionDraft.plain("fal-ai/other", "{}")).id();
        assertThat(requests.flush("fal-ai/pixal3d")).isEqualTo(2);
        assertThat(view(running).state()).isEqualTo(State.IN_PROGRESS);
        assertThat(view(other)).returns(State.IN_QUEUE, RequestView::state).returns(0, RequestView::position);
    }

    @Test
    void aWatchMissesNothing() throws Exception {
        String id = submit(PLAIN).id();
        try (Watch watch = requests.watch(id)) {
            Lease lease = claim().lease();
            assertThat(watch.await(Duration.ofSeconds(20))).as("changed before the wait").isTrue();
            Thread run = Thread.ofVirtual().start(
                    () -> requests.finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of()));
            assertThat(watch.await(Duration.ofSeconds(20))).as("changed during the wait").isTrue();
            run.join();
            while (watch.await(Duration.ofMillis(1))) {
                // the change may have been told before the wait, during it and once more as another process's
            }
        }
    }

    @Test
    void anotherProcessesChangesWakeWatchersAndWorkers() throws Exception {
        String id = submit(PLAIN).id();
        try (Watch watch = requests.watch(id);
                Store other = kind.open(directory, clock)) {
            while (watch.await(Duration.ofMillis(1))) {
                // opening may count as a change
            }
            assertThat(other.requests().cancel(id)).isEqualTo(RequestStore.CancelResult.REMOVED);
            assertThat(watch.await(Duration.ofSeconds(20))).isTrue();
            assertThat(view(id).state()).isEqualTo(State.COMPLETED);
            Thread submitting = Thread.ofVirtual().start(() -> other.requests().submit(PLAIN));
            requests.awaitWork(Duration.ofSeconds(20));
            submitting.join();
            assertThat(requests.claim("w", LEASE)).isPresent();
        }
    }

    @Test
    void aFailedWriteDoesNotHarmItsNeighbours() {
        assertThatThrownBy(() -> requests.submit(SubmissionDraft.of("fal-ai/pixal3d", "{}").lifecycle(
                new Lifecycle(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)), Acl.PUBLIC)).done()))
                .isInstanceOf(ArithmeticException.class);
        assertThat(requests.stats().waiting()).isZero();
        assertThat(submit(PLAIN).position()).isZero();
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        assertThatThrownBy(() -> requests.submit(PLAIN)).isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
    }
}
