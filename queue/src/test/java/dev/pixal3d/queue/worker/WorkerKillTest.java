// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.ModelStore;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmissionDraft;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.queue.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes are killed -9 at random moments; nothing accepted is lost, doubled or out of order. */
@Timeout(600)
class WorkerKillTest {
    private static final int REQUESTS = 300;
    private static final int RUNS_PER_KILL = 20;

    @TempDir
    private Path directory;

    @Test
    void everyAcceptedRequestEndsOnceInOrderWhileWorkersAreKilled() throws Exception {
        Path file = directory.resolve("store.db");
        Random random = new Random(20260101);
        AtomicInteger kills = new AtomicInteger();
        try (SqliteStore store = SqliteStore.open(file)) {
            Endings.record(file);
            ModelStore model = new ModelStore(store.requests());
            RequestStore requests = model.checked();
            List<String> ids = new ArrayList<>();
            for (int n = 0; n < REQUESTS / 2; n++) ids.add(submit(requests, n, random));
            Killer killer = new Killer(random.nextLong(), RUNS_PER_KILL, kills);
            WorkerOptions options = Patience.NORMAL.restarting(Duration.ofMillis(1), Duration.ofMillis(10))
                    .in(WorkerOptions.of("test", 2, directory.resolve("scratch")));
            try (WorkerSupervisor supervisor = WorkerSupervisor.processes(requests, options,
                    WorkerProgram.of(TestRunner.command()),
                    Stager.NOTHING, Publisher.PLAIN, killer)) {
                killer.aimAt(supervisor);
                for (int n = REQUESTS / 2; n < REQUESTS; n++) ids.add(submit(requests, n, random));
                for (String id : ids) awaitEnd(requests, id);
            }
            assertThat(model.violations).isEmpty();
            assertThat(kills).hasValueGreaterThanOrEqualTo(REQUESTS / RUNS_PER_KILL / 2);
            for (int n = 0; n < REQUESTS; n++) {
                assertThat(requests.outcome(ids.get(n))).as("request %d", n)
                        .contains(new Outcome.Succeeded("{\"echo\":" + n + "}"));
            }
            Map<String, Integer> endings = Endings.counts(file);
            assertThat(endings).containsOnlyKeys(ids);
            assertThat(endings.values()).containsOnly(1);
        }
    }

    private static String submit(RequestStore requests, int n, Random random) {
        Submission submission = SubmissionDraft
                .of("e", "{\"n\":%d,\"micros\":%d}".formatted(n, random.nextInt(3000)))
                .priority(random.nextInt(3) == 0 ? Priority.LOW : Priority.NORMAL).done();
        return ((SubmitResult.Accepted) requests.submit(submission)).request().id();
    }

    static void awaitEnd(RequestStore requests, String id) throws InterruptedException {
        try (Watch watch = requests.watch(id)) {
            while (requests.find(id).orElseThrow().state() != State.COMPLETED) watch.await(Duration.ofSeconds(10));
        }
    }

    /** Kills the worker of one run in so many, some random microseconds after the run began. */
    static final class Killer implements WorkerListener {
        private final Random random;
        private final int runsPerKill;
        private final AtomicInteger kills;
        private final AtomicInteger runs = new AtomicInteger();
        private volatile List<WorkerSupervisor> targets = List.of();

        Killer(long seed, int runsPerKill, AtomicInteger kills) {
            this.random = new Random(seed);
            this.runsPerKill = runsPerKill;
            this.kills = kills;
        }

        void aimAt(WorkerSupervisor supervisor) { targets = List.of(supervisor); }

        @Override
        public void started(String worker, RequestView request, Duration waited) {
            if (runs.incrementAndGet() % runsPerKill != 0) return;
            long nanos = random.nextLong(6_000_000);
            targets.stream().flatMap(supervisor -> supervisor.workers().stream())
                    .filter(status -> status.name().equals(worker) && status.pid() > 0)
                    .forEach(status -> Thread.ofPlatform().daemon().start(() -> {
                        LockSupport.parkNanos(nanos);
                        ProcessHandle.of(status.pid()).ifPresent(process -> {
                            if (process.destroyForcibly()) kills.incrementAndGet();
                        });
                    }));
        }
    }
}
