// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What any store promises to workers: who holds a request, for how long, and what becomes of it without them. */
class LeaseTest extends StoreFixture {
    @Test
    void aRequestThatTookItsWorkerAlongGoesBehindTheOthersOfItsPriority() {
        String killer = submit(PLAIN).id();
        String second = submit(PLAIN).id();
        String low = submit(SubmissionDraft.like(PLAIN).priority(Priority.LOW).done()).id();
        requests.abandon(claim().lease(), Fault.RUNNER_DISCONNECTED, "the worker died");
        String third = submit(PLAIN).id();
        assertThat(List.of(second, killer, third, low)).allSatisfy(id -> assertThat(view(id).position())
                .isEqualTo(List.of(second, killer, third, low).indexOf(id)));
        assertThat(claim().lease().requestId()).isEqualTo(second);
        assertThat(claim().lease()).isEqualTo(new Lease(killer, "w", 2));
        requests.abandon(new Lease(killer, "w", 2), Fault.RUNNER_DISCONNECTED, "the worker died");
        assertThat(claim().lease().requestId()).isEqualTo(third);
        assertThat(claim().lease()).isEqualTo(new Lease(killer, "w", 3));
        assertThat(claim().lease().requestId()).isEqualTo(low);
    }

    @Test
    void aKeyRunsNoMoreThanItMayAndHoldsNobodyUp() {
        Submission mine = SubmissionDraft.like(PLAIN).keyId("k1").done();
        String first = submit(mine).id();
        String second = submit(mine).id();
        String other = submit(SubmissionDraft.like(PLAIN).keyId("k2").done()).id();
        String anonymous = submit(PLAIN).id();
        assertThat(requests.claim("w", LEASE, 1).orElseThrow().lease().requestId()).isEqualTo(first);
        assertThat(requests.claim("w", LEASE, 1).orElseThrow().lease().requestId()).isEqualTo(other);
        assertThat(requests.claim("w", LEASE, 1).orElseThrow().lease().requestId()).isEqualTo(anonymous);
        assertThat(requests.claim("w", LEASE, 1)).isEmpty();
        requests.finish(new Lease(first, "w", 1), new Outcome.Cancelled(), Optional.empty(), List.of());
        assertThat(requests.claim("w", LEASE, 1).orElseThrow().lease().requestId()).isEqualTo(second);
    }

    @Test
    void aRequestThatLostItsWorkerStaysFirst() {
        String first = submit(PLAIN).id();
        String second = submit(PLAIN).id();
        Claim claim = claim();
        assertThat(view(second).position()).isZero();
        assertThat(requests.abandonAll("w", Fault.RUNNER_DISCONNECTED, "restarted")).containsExactly(first);
        assertThat(view(first).position()).isZero();
        assertThat(view(second).position()).isEqualTo(1);
        Claim again = claim();
        assertThat(again.lease()).isEqualTo(new Lease(first, "w", 2));
        assertThat(requests.finish(claim.lease(), new Outcome.Succeeded("{}"), Optional.empty(), List.of())).isFalse();
        assertThat(requests.heartbeat(claim.lease(), LEASE, Optional.empty(), List.of()))
                .isEqualTo(RequestStore.Beat.LOST);
        assertThat(view(first).state()).isEqualTo(State.IN_PROGRESS);
    }

    @Test
    void workerDeathsEndARequestAtTheTenthAttemptAndWithoutRetryAtTheFirst() {
        String id = submit(PLAIN).id();
        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(requests.abandon(claim().lease(), Fault.RUNNER_DISCONNECTED, "died"))
                    .contains(attempt < 10 ? State.IN_QUEUE : State.COMPLETED);
        }
        assertThat(requests.outcome(id)).contains(new Outcome.Faulted(Fault.RUNNER_DISCONNECTED, "died"));
        String once = submit(SubmissionDraft.like(PLAIN).maxAttempts(1).done()).id();
        assertThat(requests.abandon(claim().lease(), Fault.REQUEST_TIMEOUT, "too slow")).contains(State.COMPLETED);
        assertThat(view(once).ending().orElseThrow()).returns(504, Ending::status);
    }

    @Test
    void aReleasedRequestDoesNotLoseAnAttempt() {
        submit(SubmissionDraft.like(PLAIN).maxAttempts(1).done());
        Lease first = claim().lease();
        assertThat(requests.release(first)).isTrue();
        assertThat(requests.release(first)).isFalse();
        Claim again = claim();
        assertThat(requests.finish(first, new Outcome.Cancelled(), Optional.empty(), List.of())).isFalse();
        assertThat(requests.release(again.lease())).isTrue();
        assertThat(requests.abandon(claim().lease(), Fault.RUNNER_DISCONNECTED, "died")).contains(State.COMPLETED);
    }

    @Test
    void aSilentLeaseIsTakenBackAndAHeartbeatKeepsIt() {
        String id = submit(PLAIN).id();
        Claim claim = claim();
        clock.advance(LEASE.minusSeconds(1));
        assertThat(requests.heartbeat(claim.lease(), LEASE, Optional.empty(), List.of()))
                .isEqualTo(RequestStore.Beat.CONTINUE);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(requests.sweep()).isEqualTo(new RequestStore.Sweep(0, 0, 0));
        clock.advance(Duration.ofSeconds(1));
        assertThat(requests.sweep()).isEqualTo(new RequestStore.Sweep(0, 1, 0));
        assertThat(view(id)).returns(State.IN_QUEUE, RequestView::state).returns(Optional.empty(),
                RequestView::started);
    }

    @Test
    void aRestartedSupervisorTakesBackItsOwnRequestsOnly() {
        String mine = submit(PLAIN).id();
        String other = submit(PLAIN).id();
        requests.claim("node-1/0", LEASE);
        requests.claim("node-10/0", LEASE);
        assertThat(requests.abandonAll("node-1/", Fault.RUNNER_DISCONNECTED, "restarted")).containsExactly(mine);
        assertThat(view(mine).state()).isEqualTo(State.IN_QUEUE);
        assertThat(view(other).state()).isEqualTo(State.IN_PROGRESS);
    }

    @Test
    void whoEndedARequestMayAskAgainAndFilesComeWithTheEnd() {
        String id = submit(PLAIN).id();
        FileRecord file = new FileRecord("b/1.glb", "m.glb", "model/gltf-binary", 12, "ab", Optional.of(id),
                Optional.empty(), clock.instant(), Optional.empty(), Acl.PUBLIC, "b/1.glb~x");
        Lease zombie = claim().lease();
        clock.advance(LEASE);
        assertThat(requests.sweep().requeued()).isEqualTo(1);
        Lease lease = claim().lease();
        Outcome late = new Outcome.Succeeded("{\"late\":1}");
        assertThat(requests.finish(zombie, late, Optional.empty(), List.of(), List.of(file))).isFalse();
        assertThat(store.files().ofRequest(id)).as("a zombie's file never appears").isEmpty();
        Outcome good = new Outcome.Succeeded("{}");
        for (int tries = 0; tries < 2; tries++) {
            assertThat(requests.finish(lease, good, Optional.empty(), List.of(), List.of(file))).isTrue();
            assertThat(store.files().ofRequest(id)).containsExactly(file);
        }
        assertThat(requests.finish(zombie, late, Optional.empty(), List.of(), List.of())).isFalse();
        assertThat(requests.outcome(id)).contains(good);
    }

    @Test
    void heartbeatsOfManyRunsAreOneWriteAndEachLearnsItsOwn() {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submit(PLAIN);
            leases.add(claim().lease());
        }
        requests.cancel(leases.get(1).requestId());
        requests.release(leases.get(3));
        List<RequestStore.Report> reports = leases.stream().map(lease -> new RequestStore.Report(lease,
                leases.indexOf(lease) == 4
                        ? Optional.empty()
                        : Optional.of(new RunProgress("bake", leases.indexOf(lease), 5, 0.5, Optional.empty())),
                List.of(new LogLine.Draft(clock.instant(), LogLine.Level.INFO, "of run\0" + leases.indexOf(lease)))))
                .toList();
        assertThat(requests.heartbeats(reports, LEASE)).containsExactly(RequestStore.Beat.CONTINUE,
                RequestStore.Beat.CANCEL, RequestStore.Beat.CONTINUE, RequestStore.Beat.LOST,
                RequestStore.Beat.CONTINUE);
        assertThat(view(leases.get(2).requestId()).progress().orElseThrow().step()).isEqualTo(2);
        assertThat(view(leases.get(4).requestId()).progress()).isEmpty();
        assertThat(requests.logs(leases.get(3).requestId(), 0)).isEmpty();
        assertThat(requests.logs(leases.get(4).requestId(), 0)).singleElement().extracting(LogLine::message)
                .isEqualTo("of run\ufffd4");
        assertThat(requests.findAll(leases.stream().map(Lease::requestId).toList()))
                .extracting(RequestView::id).containsExactlyInAnyOrderElementsOf(
                        leases.stream().map(Lease::requestId).toList());
    }

    @Test
    void progressAndLogsFlowAndTheLogIsBounded() {
        String id = submit(PLAIN).id();
        Lease lease = claim().lease();
        RunProgress progress = new RunProgress("decimate", 3, 12, 0.25, Optional.of(Duration.ofSeconds(9)));
        List<LogLine.Draft> lines = IntStream.range(0, 600)
                .mapToObj(i -> new LogLine.Draft(clock.instant(), LogLine.Level.INFO, "line " + i)).toList();
        requests.heartbeat(lease, LEASE, Optional.of(progress), lines);
        assertThat(view(id).progress()).contains(progress);
        assertThat(requests.logs(id, 598)).extracting(LogLine::message).containsExactly("line 598", "line 599");
        requests.heartbeat(lease, LEASE, Optional.empty(), lines);
        assertThat(view(id).logCount()).isEqualTo(1200);
        assertThat(requests.logs(id, 0)).hasSize(LogLine.KEPT).extracting(LogLine::number)
                .containsExactlyElementsOf(IntStream.range(200, 1200).boxed().toList());
    }
}
