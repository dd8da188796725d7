// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.Acl;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.SubmissionDraft;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.queue.sqlite.SqliteStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that cannot keep its request has no effect, and stops before another one can begin. */
@Timeout(120)
class FencingTest {
    @TempDir
    private Path directory;
    private SqliteStore store;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WorkerListener listener = new WorkerListener() {
        @Override
        public void ended(String worker, RequestView request, Outcome outcome, Duration time) { heard.add("ended"); }

        @Override
        public void lost(String worker, RequestView request, Fault fault, String reason) {
            heard.add("lost, sweep finds nothing: " + store.requests().sweep().equals(new RequestStore.Sweep(0, 0, 0)));
        }
    };

    @BeforeEach
    void open() { store = SqliteStore.open(directory.resolve("store.db")); }

    @AfterEach
    void close() { store.close(); }

    private String submit(String work) {
        return ((SubmitResult.Accepted) store.requests().submit(SubmissionDraft.of("e",
                "{\"work\":\"" + work + "\"}").done())).request().id();
    }

    private WorkerOptions options(Duration lease) {
        WorkerOptions o = WorkerOptions.of("test", 1, directory.resolve("scratch"));
        return new WorkerOptions(o.name(), 1, o.scratch(), lease, o.timeLimit(), o.startLimit(), o.silenceLimit(),
                o.grace(), o.runsPerProcess(), o.runningPerKey(), o.firstDelay(), o.longestDelay());
    }

    /** What happens around a call of the store. */
    @FunctionalInterface
    private interface Around {
        Object call(String method, RealCall real) throws Throwable;
    }

    @FunctionalInterface
    private interface RealCall {
        Object go() throws Throwable;
    }

    private RequestStore around(Around around) {
        return (RequestStore) Proxy.newProxyInstance(RequestStore.class.getClassLoader(),
                new Class<?>[]{RequestStore.class}, (_, method, arguments) -> around.call(method.getName(), () -> {
                    try {
                        return method.invoke(store.requests(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void aRunWhoseHeartbeatsHangIsKilledWhileItsLeaseStillHolds() throws Exception {
        CountDownLatch network = new CountDownLatch(1);
        RequestStore hanging = around((method, real) -> {
            if (method.equals("heartbeats")) network.await();
            return real.go();
        });
        String id = submit("wait");
        WorkerOptions options = options(Duration.ofSeconds(6));
        try (WorkerSupervisor supervisor = WorkerSupervisor.processes(hanging, options,
                WorkerProgram.of(TestRunner.command()), Stager.NOTHING, Publisher.PLAIN, listener)) {
            assertThat(heard.poll(100, TimeUnit.SECONDS)).isEqualTo("lost, sweep finds nothing: true");
            assertThat(supervisor.workers()).hasSize(1);
            store.requests().cancel(id);
            network.countDown();
        }
    }

    /** A network may keep an answer for longer than the lease. */
    @Test
    void aClaimWhoseAnswerComesLateIsRunWhenABeatSaysThatItHolds() throws Exception {
        Duration lease = Duration.ofSeconds(4);
        RequestStore slow = around((method, real) -> {
            Object answer = real.go();
            if (method.equals("claim")) LockSupport.parkNanos(lease.toNanos());
            return answer;
        });
        String id = submit("echo");
        try (Parallel parallel = new Parallel(1);
                WorkerSupervisor supervisor = WorkerSupervisor.inProcess(slow, options(lease), TestRunner::new,
                        parallel, Stager.NOTHING, Publisher.PLAIN, listener)) {
            assertThat(heard.poll(100, TimeUnit.SECONDS)).isEqualTo("ended");
            assertThat(supervisor.alive()).isTrue();
        }
        assertThat(store.requests().find(id).orElseThrow().attempt()).isEqualTo(1);
    }

    @Test
    void aClaimWhoseAnswerComesLateAndThatIsLostByThenIsNotRun() throws Exception {
        Duration lease = Duration.ofSeconds(2);
        BlockingQueue<String> staged = new LinkedBlockingQueue<>();
        RequestStore slow = around((method, real) -> {
            Object answer = real.go();
            if (method.equals("claim") && answer instanceof Optional<?> claim && claim.isPresent()) {
                store.requests().abandonAll("test", Fault.RUNNER_DISCONNECTED, "taken away");
                LockSupport.parkNanos(lease.toNanos());
            }
            return answer;
        });
        String id = submit("echo");
        try (Parallel parallel = new Parallel(1);
                WorkerSupervisor supervisor = WorkerSupervisor.inProcess(slow, options(lease), TestRunner::new,
                        parallel, (_, job) -> {
                            staged.add(job.requestId());
                            return Optional.empty();
                        }, Publisher.PLAIN, listener)) {
            assertThat(heard.poll(100, TimeUnit.SECONDS)).startsWith("lost");
            assertThat(supervisor.alive()).isTrue();
            store.requests().cancel(id);
        }
        assertThat(staged).isEmpty();
    }

    /** Five failures in a row take less than half of a lease, however short it is. */
    @Test
    void beatsThatFailAreTriedAgainWhileTheLeaseHolds() throws Exception {
        AtomicInteger failures = new AtomicInteger(5);
        RequestStore failing = around((method, real) -> {
            if (method.equals("heartbeats") && failures.getAndDecrement() > 0) {
                throw new StoreException("store: the connection broke");
            }
            return real.go();
        });
        Duration lease = Duration.ofSeconds(6);
        String id = submit("wait");
        try (Parallel parallel = new Parallel(1);
                WorkerSupervisor supervisor = WorkerSupervisor.inProcess(failing, options(lease), TestRunner::new,
                        parallel, Stager.NOTHING, Publisher.PLAIN, listener);
                Watch watch = store.requests().watch(id)) {
            while (store.requests().logs(id, 0).isEmpty()) watch.await(Duration.ofSeconds(100));
            assertThat(supervisor.alive()).isTrue();
            assertThat(heard).isEmpty();
            store.requests().cancel(id);
            assertThat(heard.poll(100, TimeUnit.SECONDS)).isEqualTo("ended");
        }
    }

    @Test
    void aResultThatComesTooLateLeavesNoFileBehind() throws Exception {
        Path bytes = directory.resolve("bytes");
        AtomicInteger attempts = new AtomicInteger();
        Publisher publisher = new Publisher() {
            @Override
            public Published publish(RequestView request, Job job, Outcome.Succeeded done) throws IOException {
                Path blob = Files.createDirectories(bytes).resolve("attempt" + job.attempt());
                Files.writeString(blob, "glb");
                if (attempts.incrementAndGet() == 1) {
                    store.requests().abandonAll("test", Fault.RUNNER_DISCONNECTED, "taken away");
                }
                return new Published(done.output(), List.of(new FileRecord(blob.toString(), "m.glb", "x/y", 3, "ab",
                        Optional.of(request.id()), Optional.empty(), Instant.EPOCH, Optional.empty(), Acl.PUBLIC,
                        blob.toString())));
            }

            @Override
            public void discard(Published published) throws IOException {
                for (FileRecord file : published.files()) Files.delete(Path.of(file.blob()));
            }
        };
        String id = submit("echo");
        try (Parallel parallel = new Parallel(1);
                WorkerSupervisor supervisor = WorkerSupervisor.inProcess(store.requests(),
                        options(Duration.ofSeconds(60)), TestRunner::new, parallel, Stager.NOTHING, publisher,
                        listener)) {
            assertThat(heard.poll(100, TimeUnit.SECONDS)).startsWith("lost");
            assertThat(heard.poll(100, TimeUnit.SECONDS)).isEqualTo("ended");
            assertThat(supervisor.alive()).isTrue();
        }
        assertThat(store.files().ofRequest(id)).singleElement().extracting(FileRecord::blob).asString()
                .endsWith("attempt2");
        try (Stream<Path> left = Files.list(bytes)) {
            assertThat(left).containsExactly(bytes.resolve("attempt2"));
        }
    }

    @Test
    void anEndWhoseAnswerIsLostIsNoLoss() throws Exception {
        AtomicInteger finishes = new AtomicInteger();
        RequestStore forgetful = around((method, real) -> {
            Object result = real.go();
            if (method.equals("finish") && finishes.incrementAndGet() < 3) {
                throw new StoreException("store: the connection broke after the commit");
            }
            return result;
        });
        String id = submit("echo");
        try (Parallel parallel = new Parallel(1);
                WorkerSupervisor supervisor = WorkerSupervisor.inProcess(forgetful, options(Duration.ofSeconds(60)),
                        TestRunner::new, parallel, Stager.NOTHING, Publisher.PLAIN, listener)) {
            assertThat(heard.poll(100, TimeUnit.SECONDS)).isEqualTo("ended");
            assertThat(supervisor.alive()).isTrue();
        }
        assertThat(store.requests().find(id).orElseThrow().state()).isEqualTo(State.COMPLETED);
        assertThat(heard).isEmpty();
    }

    @Test
    void aWorkerWhoseSupervisorFallsSilentDuringARunEndsByItself() throws Exception {
        assertEndsByItself(Duration.ofSeconds(1));
    }

    /** A sign of life says nothing of the lease: beats may have failed for a while when the supervisor falls silent. */
    @Test
    void aWorkerKnowsFromEachSignOfLifeHowLongItsSupervisorHasTheRequest() throws Exception {
        assertEndsByItself(Duration.ofHours(1), new Message.Ping(Duration.ofMillis(200)));
    }

    /** A worker process that begins a run, is told this, and then hears nothing more. */
    private void assertEndsByItself(Duration held, Message... last) throws Exception {
        String id = submit("wait");
        Job job = JobFiles.create(Files.createDirectories(directory.resolve("scratch")),
                store.requests().claim("w", Duration.ofSeconds(60)).orElseThrow());
        try (ChildWorker worker = new ChildWorker(TestRunner.command(), heard::add)) {
            worker.send(new Message.Run(id, 1, "e", job.directory().toString(), held));
            for (Message message : last) worker.send(message);
            while (!worker.gone()) worker.receive(Duration.ofSeconds(1));
            assertThat(worker.causeOfDeath()).isEqualTo("exit status 1");
        }
    }

    @Test
    void everyStartHasANameOfItsOwnAndTakesBackWhatTheOneBeforeHeld() throws Exception {
        String id = submit("wait");
        String first;
        try (Parallel parallel = new Parallel(1)) {
            RequestStore deaf = around((method, real) -> method.equals("release") ? true : real.go());
            try (WorkerSupervisor supervisor = WorkerSupervisor.inProcess(deaf, options(Duration.ofMinutes(10)),
                    TestRunner::new, parallel, Stager.NOTHING, Publisher.PLAIN, listener);
                    Watch watch = store.requests().watch(id)) {
                while (store.requests().find(id).orElseThrow().state() != State.IN_PROGRESS) {
                    watch.await(Duration.ofSeconds(100));
                }
                first = supervisor.workers().getFirst().name();
            }
            assertThat(store.requests().find(id).orElseThrow().state()).isEqualTo(State.IN_PROGRESS);
            RequestStore idle = around((method, real) -> method.equals("claim") ? Optional.empty() : real.go());
            try (WorkerSupervisor supervisor = WorkerSupervisor.inProcess(idle, options(Duration.ofMinutes(10)),
                    TestRunner::new, parallel, Stager.NOTHING, Publisher.PLAIN, listener)) {
                assertThat(store.requests().find(id).orElseThrow().state()).isEqualTo(State.IN_QUEUE);
                assertThat(supervisor.workers().getFirst().name()).isNotEqualTo(first).startsWith("test-");
            }
        }
    }
}
