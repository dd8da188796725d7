// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.queue.sqlite.SqliteStore;
import dev.pixal3d.queue.worker.Publisher;
import dev.pixal3d.queue.worker.Stager;
import dev.pixal3d.queue.worker.WorkerListener;
import dev.pixal3d.queue.worker.WorkerLoop;
import dev.pixal3d.queue.worker.WorkerOptions;
import dev.pixal3d.queue.worker.WorkerProgram;
import dev.pixal3d.queue.worker.WorkerSupervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The queue's own costs, without HTTP: durable submissions, claims and endings, status reads at a queue of 5,000, and
 * the time from submission to completion through a worker process that does nothing. Argument: a directory on the disk
 * to measure (default: the current one).
 */
public final class QueueBench {
    private static final int QUEUE = 5000;
    private static final Submission SUBMISSION = new Submission("fal-ai/pixal3d",
            "{\"image_url\":\"https://example.com/picture.png\",\"seed\":42}", Optional.empty(), Priority.NORMAL,
            Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Map.of(), true,
            Submission.MAX_ATTEMPTS, Optional.empty(), Lifecycle.DEFAULT, Optional.empty());

    private QueueBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals("worker")) {
            WorkerLoop.serve((_, _) -> new Outcome.Succeeded("{}"), new Parallel(1));
        }
        Path directory = Files.createTempDirectory(Path.of(arguments.length == 0 ? "." : arguments[0]), "queue-bench");
        try (SqliteStore store = SqliteStore.open(directory.resolve("store.db"))) {
            RequestStore requests = store.requests();
            Queue<String> ids = new ConcurrentLinkedQueue<>();
            Runnable submit = () -> ids.add(((SubmitResult.Accepted) requests.submit(SUBMISSION)).request().id());
            Runnable work = () -> requests.claim("bench", Duration.ofMinutes(1)).map(Claim::lease).ifPresent(
                    lease -> requests.finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of()));
            rate("warm-up", 2000, 16, submit);
            rate("warm-up", ids.size(), 8, work);
            ids.clear();
            rate("durable submits, 1 client", QUEUE / 5, 1, submit);
            rate("durable submits, 64 clients", QUEUE - QUEUE / 5, 64, submit);
            Runnable poll = () -> {
                String id = ids.remove();
                ids.add(id);
                if (requests.find(id).isEmpty()) throw new IllegalStateException("lost " + id);
            };
            rate("status reads at 5,000 waiting, 1 client", 20_000, 1, poll);
            rate("status reads at 5,000 waiting, 64 clients", 40_000, 64, poll);
            rate("claim + finish, 8 workers, from 5,000 waiting", QUEUE, 8, work);
            overhead(requests, directory);
        }
    }

    private static void rate(String what, int count, int clients, Runnable task) throws InterruptedException {
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int c = 0; c < clients; c++) {
                int share = count / clients;
                threads.execute(() -> {
                    for (int i = 0; i < share; i++) task.run();
                });
            }
        }
        System.out.printf("%-48s %,9.0f /s%n", what, count / ((System.nanoTime() - start) / 1e9));
    }

    private static void overhead(RequestStore requests, Path directory) throws Exception {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                QueueBench.class.getName(), "worker");
        WorkerOptions options = WorkerOptions.of("bench", 1, directory.resolve("scratch"));
        try (WorkerSupervisor _ = WorkerSupervisor.processes(requests, options, WorkerProgram.of(command),
                Stager.NOTHING,
                Publisher.PLAIN,
                WorkerListener.NONE)) {
            double[] millis = new double[500];
            for (int i = -100; i < millis.length; i++) {
                long start = System.nanoTime();
                String id = ((SubmitResult.Accepted) requests.submit(SUBMISSION)).request().id();
                try (Watch watch = requests.watch(id)) {
                    while (requests.find(id).orElseThrow().state() != State.COMPLETED) {
                        watch.await(Duration.ofSeconds(10));
                    }
                }
                if (i >= 0) millis[i] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
            System.out.printf("submit to completed through a worker process: median %.1f ms, 99%% %.1f ms%n",
                    millis[millis.length / 2], millis[millis.length * 99 / 100]);
        }
    }
}
