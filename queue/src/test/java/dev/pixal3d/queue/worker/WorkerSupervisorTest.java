// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmissionDraft;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.queue.Upkeep;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.queue.sqlite.SqliteStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor with real child processes (and, where it must be the same, with workers in this process). */
@Timeout(120)
class WorkerSupervisorTest {
    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Patience PATIENCE = Patience.NORMAL
            .restarting(Duration.ofMillis(10), Duration.ofMillis(50)).grace(LONG);

    @TempDir
    private Path directory;
    private SqliteStore store;
    private RequestStore requests;
    private WorkerOptions options;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final WorkerListener listener = new WorkerListener() {
        @Override
        public void line(String worker, String text) { heard.add(text); }

        @Override
        public void failed(String worker, String reason) { heard.add("failed: " + reason); }
    };

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory.resolve("store.db"));
        requests = store.requests();
        options = PATIENCE.in(WorkerOptions.of("test", 1, directory.resolve("scratch")));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) each.close();
        store.close();
    }

    private WorkerSupervisor processes(WorkerOptions with) throws IOException {
        WorkerSupervisor supervisor = WorkerSupervisor.processes(requests, with, WorkerProgram.of(TestRunner.command()),
                Stager.NOTHING,
                Publisher.PLAIN, listener);
        opened.add(supervisor);
        return supervisor;
    }

    private WorkerSupervisor inProcess(Publisher publisher) throws IOException {
        Parallel parallel = new Parallel(1);
        opened.add(parallel);
        WorkerSupervisor supervisor = WorkerSupervisor.inProcess(requests, options, TestRunner::new, parallel,
                Stager.NOTHING, publisher, listener);
        opened.add(supervisor);
        return supervisor;
    }

    private String submit(String work) {
        return submit(SubmissionDraft.plain("e", "{\"work\":\"" + work + "\",\"n\":7}"));
    }

    private String submit(Submission submission) {
        return ((SubmitResult.Accepted) requests.submit(submission)).request().id();
    }

    private RequestView await(String id, Predicate<RequestView> wish) throws InterruptedException {
        try (Watch watch = requests.watch(id)) {
            while (true) {
                RequestView view = requests.find(id).orElseThrow();
                if (wish.test(view)) return view;
                assertThat(watch.await(LONG)).as("%s moves on", view).isTrue();
            }
        }
    }

    private Outcome outcome(String id) throws InterruptedException {
        await(id, view -> view.state() == State.COMPLETED);
        return requests.outcome(id).orElseThrow();
    }

    @Test
    void aWorkerProcessRunsAllKindsOfJobsOneAfterTheOther() throws Exception {
        processes(options);
        assertThat(outcome(submit("echo"))).isEqualTo(new Outcome.Succeeded("{\"echo\":7}"));
        assertThat(outcome(submit("refuse")))
                .isEqualTo(new Outcome.Rejected(422, "image_load_error", "{\"detail\":[]}"));
        assertThat(outcome(submit("throw"))).isInstanceOfSatisfying(Outcome.Faulted.class, faulted -> {
            assertThat(faulted.fault()).isEqualTo(Fault.RUNNER_SERVER_ERROR);
            assertThat(faulted.message()).matches("Internal error; .* incident [0-9a-f]{8}").doesNotContain("a bug");
            assertThat(heard).anyMatch(l -> l.contains(faulted.message().substring(faulted.message().length() - 8)));
            assertThat(heard).anyMatch(l -> l.contains("a bug"));
        });
        String noisy = submit("noise");
        assertThat(outcome(noisy)).isEqualTo(new Outcome.Succeeded("{}"));
        // standard error is read by a thread of its own
        while (!heard.containsAll(List.of("native noise without end", "java noise"))) Thread.onSpinWait();
        String stepped = submit("steps");
        assertThat(outcome(stepped)).isEqualTo(new Outcome.Succeeded("{}"));
        assertThat(requests.logs(stepped, 0)).extracting(LogLine::message).containsExactly("begins", "step 0",
                "step 1", "step 2", "step 3");
        assertThat(requests.find(stepped).orElseThrow().inferenceTime()).isPresent();
        while (!jobsLeft().isEmpty()) Thread.onSpinWait(); // they go just after the request has ended
    }

    private List<Path> jobsLeft() throws IOException {
        try (Stream<Path> left = Files.list(options.scratch())) {
            return left.filter(path -> Files.isDirectory(path) && !path.endsWith("tmp")).toList();
        }
    }

    @Test
    void aCrashIsRetriedInANewProcessAndNotRetriedWhenUnwanted() throws Exception {
        WorkerSupervisor supervisor = processes(options);
        String id = submit("crash once");
        assertThat(outcome(id)).isEqualTo(new Outcome.Succeeded("{\"attempt\":2}"));
        assertThat(requests.logs(id, 0)).singleElement().extracting(LogLine::message).asString()
                .contains("The worker died").contains("trying again");
        String once = submit(SubmissionDraft.of("e", "{\"work\":\"crash\"}").maxAttempts(1).done());
        assertThat(outcome(once)).isInstanceOfSatisfying(Outcome.Faulted.class,
                faulted -> assertThat(faulted.fault()).isEqualTo(Fault.RUNNER_DISCONNECTED));
        String memory = submit(SubmissionDraft.of("e", "{\"work\":\"memory\"}").maxAttempts(2).done());
        assertThat(outcome(memory)).isInstanceOfSatisfying(Outcome.Faulted.class, faulted -> {
            assertThat(faulted.fault()).isEqualTo(Fault.RUNNER_SERVER_ERROR);
            assertThat(faulted.message()).startsWith("The worker failed: out of memory");
        });
        assertThat(requests.find(memory).orElseThrow().attempt()).isEqualTo(2);
        String full = submit(SubmissionDraft.of("e", "{\"work\":\"allocate\"}").maxAttempts(2).done());
        assertThat(outcome(full)).isInstanceOfSatisfying(Outcome.Faulted.class,
                faulted -> assertThat(faulted.message())
                        .startsWith("The worker died: out of memory; choose a smaller"));
        assertThat(supervisor.workers().getFirst().restarts()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void cancellingStopsARunThatListensAndKillsOneThatDoesNot() throws Exception {
        processes(PATIENCE.grace(Duration.ofMillis(300)).in(options));
        for (String work : List.of("wait", "deaf")) {
            String id = submit(work);
            await(id, view -> view.logCount() > 0);
            assertThat(requests.cancel(id)).isEqualTo(RequestStore.CancelResult.REQUESTED);
            assertThat(outcome(id)).as(work).isEqualTo(new Outcome.Cancelled());
        }
        assertThat(outcome(submit("echo"))).isEqualTo(new Outcome.Succeeded("{\"echo\":7}"));
    }

    @Test
    void theTimeLimitEndsARunForGood() throws Exception {
        processes(PATIENCE.grace(Duration.ofMillis(300)).in(options.withTimeLimit(Duration.ofMillis(300))));
        for (String work : List.of("wait", "deaf")) {
            String id = submit(work);
            assertThat(outcome(id)).as(work).isEqualTo(new Outcome.Faulted(Fault.REQUEST_TIMEOUT, "Request timed out"));
            assertThat(requests.find(id).orElseThrow().attempt()).isEqualTo(1);
        }
    }

    @Test
    void aStoppedProcessIsFoundHangingAndReplaced() throws Exception {
        WorkerSupervisor supervisor = processes(PATIENCE.silence(Duration.ofSeconds(3)).in(options));
        String id = submit(SubmissionDraft.of("e", "{\"work\":\"wait\"}").maxAttempts(1).done());
        await(id, view -> view.logCount() > 0);
        long pid = supervisor.workers().getFirst().pid();
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor()).isZero();
        assertThat(outcome(id)).isEqualTo(
                new Outcome.Faulted(Fault.RUNNER_DISCONNECTED, "The worker hung and was killed"));
        assertThat(outcome(submit("echo"))).isEqualTo(new Outcome.Succeeded("{\"echo\":7}"));
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }

    @Test
    void workersIgnoreTerminationAndDieWithTheirSupervisor() throws Exception {
        WorkerSupervisor supervisor = processes(options);
        String id = submit("wait");
        await(id, view -> view.logCount() > 0);
        ProcessHandle worker = ProcessHandle.of(supervisor.workers().getFirst().pid()).orElseThrow();
        worker.destroy();
        requests.cancel(id);
        assertThat(outcome(id)).isEqualTo(new Outcome.Cancelled());
        assertThat(outcome(submit("echo"))).isEqualTo(new Outcome.Succeeded("{\"echo\":7}"));
        assertThat(supervisor.workers().getFirst()).returns(worker.pid(), WorkerStatus::pid).returns(0,
                WorkerStatus::restarts);
        assertThat(supervisor.workers().getFirst().memory().orElseThrow().heap()).isPositive();
        supervisor.close();
        worker.onExit().join();
    }

    @Test
    void aWorkerIsReplacedAfterItsRuns() throws Exception {
        WorkerSupervisor supervisor = processes(options.withRunsPerProcess(2));
        List<Long> pids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String id = submit("steps");
            await(id, view -> view.state() == State.COMPLETED);
            pids.add(supervisor.workers().getFirst().pid());
        }
        assertThat(pids.stream().filter(pid -> pid > 0).distinct().count()).isGreaterThanOrEqualTo(2);
        assertThat(supervisor.workers().getFirst().restarts()).isZero();
    }

    @Test
    void drainingLetsRunsEndAndGivesBackWhatDoesNot() throws Exception {
        WorkerSupervisor supervisor = processes(options);
        String id = submit(SubmissionDraft.of("e", "{\"work\":\"wait\"}").maxAttempts(1).done());
        String next = submit("echo");
        await(id, view -> view.logCount() > 0);
        supervisor.drain(Duration.ofMillis(50));
        assertThat(requests.find(id).orElseThrow()).returns(State.IN_QUEUE, RequestView::state).returns(0,
                RequestView::position);
        assertThat(requests.find(next).orElseThrow()).returns(State.IN_QUEUE, RequestView::state).returns(1,
                RequestView::position);
        assertThat(supervisor.workers().getFirst().phase()).isEqualTo(WorkerStatus.Phase.STOPPED);
        supervisor.close();
        requests.cancel(id);
        WorkerSupervisor second = inProcess(Publisher.PLAIN);
        assertThat(outcome(next)).isEqualTo(new Outcome.Succeeded("{\"echo\":7}"));
        String running = submit(SubmissionDraft.plain("e", "{\"work\":\"echo\",\"n\":1,\"micros\":200000}"));
        await(running, view -> view.state() != State.IN_QUEUE);
        second.drain(LONG);
        assertThat(requests.outcome(running)).contains(new Outcome.Succeeded("{\"echo\":1}"));
    }

    @Test
    void aWorkerThatCannotStartIsReportedAndRetried() throws Exception {
        WorkerSupervisor supervisor = WorkerSupervisor.processes(requests, options,
                WorkerProgram.of(TestRunner.command("fail")),
                Stager.NOTHING, Publisher.PLAIN, listener);
        opened.add(supervisor);
        while (supervisor.workers().getFirst().restarts() < 2) Thread.onSpinWait();
        assertThat(supervisor.workers().getFirst().problem()).hasValueSatisfying(
                problem -> assertThat(problem).contains("while starting").contains("exit status 3"));
        assertThat(heard).anyMatch(line -> line.startsWith("failed: it ended while starting"));
    }

    @Test
    void aResultThatCannotBeStoredIsTriedAgainAndNotRunAgain() throws Exception {
        AtomicInteger left = new AtomicInteger(3);
        requests = failing(requests, "finish", new AtomicInteger(2));
        inProcess((_, job, done) -> {
            if (left.getAndDecrement() > 0) throw new IOException("No space left on device");
            return new Publisher.Published("{\"attempt\":" + job.attempt() + "}", List.of());
        });
        assertThat(outcome(submit("echo"))).isEqualTo(new Outcome.Succeeded("{\"attempt\":1}"));
        assertThat(left).hasValue(-1);
        assertThat(heard).anyMatch(line -> line.contains("trying again") && line.contains("No space left"));
    }

    @Test
    void aStoreThatFailsForAMomentCostsNoWorker() throws Exception {
        requests = failing(requests, "claim", new AtomicInteger(2));
        WorkerSupervisor supervisor = processes(options);
        assertThat(outcome(submit("echo"))).isEqualTo(new Outcome.Succeeded("{\"echo\":7}"));
        assertThat(supervisor.workers().getFirst().restarts()).isZero();
    }

    /** Neither the disk, nor the files' store, nor the database that knows where they are is the request's fault. */
    @Test
    void aJobThatCannotBePreparedGoesBackWithoutLosingAnAttempt() throws Exception {
        BlockingQueue<Exception> wrong = new LinkedBlockingQueue<>(List.of(new IOException("No space left on device"),
                new StoreException("store: the connection broke")));
        Parallel parallel = new Parallel(1);
        opened.add(parallel);
        WorkerSupervisor supervisor = WorkerSupervisor.inProcess(requests, options, TestRunner::new, parallel,
                (_, job) -> {
                    switch (wrong.poll()) {
                        case IOException e -> throw e;
                        case StoreException e -> throw e;
                        case null, default -> Files.writeString(job.directory().resolve("staged"), "");
                    }
                    return Optional.empty();
                }, (_, job, _) -> new Publisher.Published(
                        "{\"staged\":" + Files.exists(job.directory().resolve("staged")) + "}", List.of()),
                listener);
        opened.add(supervisor);
        assertThat(outcome(submit(SubmissionDraft.of("e", "{\"work\":\"echo\"}").maxAttempts(1).done())))
                .isEqualTo(new Outcome.Succeeded("{\"staged\":true}"));
        assertThat(supervisor.workers().getFirst().restarts()).isZero();
    }

    /** A store that stays away is asked by each worker less and less often, and nothing is lost to it. */
    @Test
    void aWorkerWhoseJobsCannotBePreparedClaimsLessAndLessOften() throws Exception {
        BlockingQueue<Long> claims = new LinkedBlockingQueue<>();
        Parallel parallel = new Parallel(1);
        opened.add(parallel);
        opened.add(WorkerSupervisor.inProcess(requests, options, TestRunner::new, parallel, (_, _) -> {
            claims.add(System.nanoTime());
            throw new IOException("files: cannot be reached");
        }, Publisher.PLAIN, listener));
        String id = submit(SubmissionDraft.of("e", "{\"work\":\"echo\"}").maxAttempts(1).done());
        long first = take(claims), second = take(claims), third = take(claims), fourth = take(claims);
        assertThat(Duration.ofNanos(second - first)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(Duration.ofNanos(third - second)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(Duration.ofNanos(fourth - third)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(requests.find(id).orElseThrow().state()).isNotEqualTo(State.COMPLETED);
    }

    private static long take(BlockingQueue<Long> claims) throws InterruptedException {
        Long time = claims.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(time).as("it claims again").isNotNull();
        return time;
    }

    @Test
    void aStagerThatKnowsTheOutcomeEndsTheRequestWithoutARun() throws Exception {
        Outcome no = new Outcome.Rejected(422, "file_download_error", "{}");
        Parallel parallel = new Parallel(1);
        opened.add(parallel);
        opened.add(WorkerSupervisor.inProcess(requests, options, TestRunner::new, parallel, (_, _) -> Optional.of(no),
                Publisher.PLAIN, listener));
        assertThat(outcome(submit("throw"))).isEqualTo(no);
    }

    /** The same store whose method fails the first times. */
    private static RequestStore failing(RequestStore store, String name, AtomicInteger times) {
        return (RequestStore) Proxy.newProxyInstance(RequestStore.class.getClassLoader(),
                new Class<?>[]{RequestStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals(name) && times.getAndDecrement() > 0) {
                        throw new StoreException(StoreException.Kind.FULL, "store: the disk is full");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void workersInThisProcessPublishFilesBeforeTheRequestEnds() throws Exception {
        Path served = Files.createDirectories(directory.resolve("served"));
        inProcess((request, job, done) -> {
            Files.move(job.directory().resolve("model.glb"), served.resolve(request.id()));
            return new Publisher.Published("{\"url\":\"" + request.id() + "\"}", List.of());
        });
        String id = submit("file");
        assertThat(outcome(id)).isEqualTo(new Outcome.Succeeded("{\"url\":\"" + id + "\"}"));
        assertThat(served.resolve(id)).hasContent("glb of " + id);
        assertThat(outcome(submit("echo"))).as("publishing failed").isInstanceOfSatisfying(Outcome.Faulted.class,
                faulted -> assertThat(faulted.fault()).isEqualTo(Fault.INTERNAL_ERROR));
        assertThat(outcome(submit(SubmissionDraft.of("e", "{\"work\":\"memory\"}").maxAttempts(1).done())))
                .isInstanceOf(Outcome.Faulted.class);
        assertThat(outcome(submit("file"))).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void oneSupervisorPerScratchDirectory() throws Exception {
        processes(options);
        assertThatThrownBy(() -> processes(options)).isInstanceOf(IOException.class)
                .hasMessageContaining("another process");
    }

    @Test
    void upkeepExpiresAndPurges() throws Exception {
        String late = submit(SubmissionDraft.of("e", "{}").startBy(Instant.now().minusMillis(1)).done());
        try (Upkeep upkeep = new Upkeep(requests, Optional.of(Duration.ofDays(1)), _ -> {})) {
            assertThat(upkeep).isNotNull();
            assertThat(outcome(late)).isEqualTo(new Outcome.Expired());
        }
        assertThat(requests.find(late)).isPresent();
    }
}
