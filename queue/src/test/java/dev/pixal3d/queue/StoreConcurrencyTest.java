// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads on one store. */
@ParameterizedClass
@EnumSource(TestStores.class)
class StoreConcurrencyTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Submission PLAIN = SubmissionDraft.plain("e", "{}");

    @Parameter
    private TestStores kind = TestStores.SQLITE;
    @TempDir
    private Path directory;
    private Store store;
    private RequestStore requests;

    @BeforeEach
    void open() {
        store = kind.open(directory, java.time.InstantSource.system());
        requests = store.requests();
    }

    @AfterEach
    void close() { store.close(); }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) results.add(future.get());
            return results;
        }
    }

    private String submit() { return ((SubmitResult.Accepted) requests.submit(PLAIN)).request().id(); }

    @Test
    void eightClaimersNeverGetTheSameRequest() throws Exception {
        int count = 800;
        List<Callable<String>> submissions = new ArrayList<>();
        for (int i = 0; i < count; i++) submissions.add(this::submit);
        List<String> ids = together(submissions);
        assertThat(ids).doesNotHaveDuplicates();
        List<Callable<List<String>>> claimers = IntStream.range(0, 8).<Callable<List<String>>>mapToObj(w -> () -> {
            List<String> mine = new ArrayList<>();
            for (Optional<Claim> claim = requests.claim("w" + w, LEASE); claim.isPresent();) {
                mine.add(claim.get().lease().requestId());
                assertThat(requests.finish(claim.get().lease(), new Outcome.Succeeded("{}"), Optional.empty(),
                        List.of())).isTrue();
                claim = requests.claim("w" + w, LEASE);
            }
            return mine;
        }).toList();
        List<String> claimed = together(claimers).stream().flatMap(List::stream).toList();
        assertThat(claimed).hasSize(count).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(requests.stats()).isEqualTo(new QueueStats(0, 0, Optional.empty(), false));
    }

    @Test
    void anIdempotencyKeyIsUsedOnceWhateverTheRace() throws Exception {
        Callable<String> task = () -> ((SubmitResult.Accepted) requests
                .submit(SubmissionDraft.like(PLAIN).idempotencyKey("k").done()))
                .request().id();
        assertThat(Set.copyOf(together(List.of(task, task, task, task, task, task, task, task)))).hasSize(1);
        assertThat(requests.stats().waiting()).isEqualTo(1);
    }

    @Test
    void cancelAndClaimAndFinishAgreeOnOneEnding() throws Exception {
        for (int round = 0; round < 60; round++) {
            String id = submit();
            Map<String, Object> results = new ConcurrentHashMap<>();
            Callable<Boolean> worker = () -> {
                Optional<Claim> claim = requests.claim("w", LEASE);
                results.put("claimed", claim.isPresent());
                claim.ifPresent(c -> results.put("finished",
                        requests.finish(c.lease(), new Outcome.Succeeded("{}"), Optional.empty(), List.of())));
                return true;
            };
            Callable<Boolean> client = () -> {
                results.put("cancelled", requests.cancel(id));
                return true;
            };
            together(round % 2 == 0 ? List.of(worker, client) : List.of(client, worker));
            boolean claimed = Boolean.TRUE.equals(results.get("claimed"));
            assertThat(requests.find(id).orElseThrow().state()).isEqualTo(State.COMPLETED);
            assertThat(requests.outcome(id))
                    .contains(claimed ? new Outcome.Succeeded("{}") : new Outcome.Cancelled());
            assertThat(results.get("cancelled") == RequestStore.CancelResult.REMOVED).isEqualTo(!claimed);
            assertThat(results.getOrDefault("finished", true)).isEqualTo(true);
        }
    }

    @Test
    void aFailingWriteInAGroupFailsAlone() throws Exception {
        Lifecycle unstorable = new Lifecycle(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)), Acl.PUBLIC);
        List<Callable<Boolean>> tasks = IntStream.range(0, 200).<Callable<Boolean>>mapToObj(i -> () -> {
            try {
                requests.submit(i % 10 == 3 ? SubmissionDraft.like(PLAIN).lifecycle(unstorable).done() : PLAIN);
                return true;
            } catch (ArithmeticException e) {
                return false;
            }
        }).toList();
        assertThat(together(tasks).stream().filter(accepted -> accepted)).hasSize(180);
        assertThat(requests.stats().waiting()).isEqualTo(180);
    }

    @Test
    void aQueueLimitHoldsUnderARace() throws Exception {
        List<Callable<Boolean>> tasks = IntStream.range(0, 40).<Callable<Boolean>>mapToObj(
                _ -> () -> requests
                        .submit(SubmissionDraft.like(PLAIN).maxQueueLength(9).done()) instanceof SubmitResult.Accepted)
                .toList();
        assertThat(together(tasks).stream().filter(accepted -> accepted)).hasSize(10);
        assertThat(requests.stats().waiting()).isEqualTo(10);
    }

    @Test
    void randomStepsKeepOrderPlacesAndCounts() {
        ModelStore model = new ModelStore(requests);
        RequestStore checked = model.checked();
        Random random = new Random(5);
        List<String> ids = new ArrayList<>();
        List<Lease> leases = new ArrayList<>();
        for (int step = 0; step < 1500; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> ids.add(((SubmitResult.Accepted) checked.submit(
                        SubmissionDraft.like(PLAIN).priority(random.nextBoolean() ? Priority.LOW : Priority.NORMAL)
                                .done()))
                        .request().id());
                case 3, 4 -> checked.claim("w", LEASE).ifPresent(claim -> leases.add(claim.lease()));
                case 5 -> {
                    if (!ids.isEmpty()) checked.cancel(ids.get(random.nextInt(ids.size())));
                }
                case 6 -> {
                    if (leases.isEmpty()) continue;
                    checked.finish(leases.remove(random.nextInt(leases.size())), new Outcome.Succeeded("{}"),
                            Optional.empty(), List.of());
                }
                default -> {
                    if (leases.isEmpty()) continue;
                    Lease lease = leases.remove(random.nextInt(leases.size()));
                    if (random.nextBoolean()) {
                        checked.release(lease);
                    } else {
                        checked.abandon(lease, Fault.RUNNER_DISCONNECTED, "died");
                    }
                }
            }
        }
        assertThat(model.violations).isEmpty();
        List<RequestView> views = ids.stream().map(id -> requests.find(id).orElseThrow()).toList();
        List<RequestView> waiting = views.stream().filter(view -> view.state() == State.IN_QUEUE).toList();
        assertThat(waiting.stream().map(RequestView::position)).containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, waiting.size()).boxed().toList());
        assertThat(requests.stats()).returns(waiting.size(), QueueStats::waiting).returns(leases.size(),
                QueueStats::running);
    }
}
