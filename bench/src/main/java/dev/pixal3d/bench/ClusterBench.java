// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one PostgreSQL carries of 1 to 3 servers that share it: submissions and polls a second, the time of a submission
 * while 10,000 requests wait, and what open status streams cost while the queue moves 17 times a second, in statements
 * sent to the database and processor time. Servers are processes of their own that run nothing; a store of this process
 * moves the queue. Options, to do it in pieces: {@code --servers N} (default: 1, 2 and 3 in turn),
 * {@code --part rates}, {@code latency} or {@code streams} (default: all), {@code --store URL} of an empty database
 * (default: a PostgreSQL of the installed binaries, durable).
 */
public final class ClusterBench {
    private static final int WAITING = 10_000;
    /** With 20,000 files open at most a server answers 5,000 at once, and one of them asks for its metrics. */
    private static final int[] STREAMS = {10, 100, 1000, 4900};
    private static final int MOVES_PER_SECOND = 17;
    private static final int SECONDS = 10;
    private static final int SYNCED = 8192;
    private static final Submission SUBMISSION = new Submission("fal-ai/pixal3d", "{}", Optional.empty(),
            Priority.NORMAL, Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Map.of(),
            true, Submission.MAX_ATTEMPTS, Optional.empty(), Lifecycle.DEFAULT, Optional.empty());

    private ClusterBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1 && arguments[0].equals("server")) {
            serve(Path.of(arguments[1]), URI.create(arguments[2]));
            return;
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) options.put(arguments[i], arguments[i + 1]);
        if (options.containsKey("--store")) {
            measure(URI.create(options.getOrDefault("--store", "")), options);
        } else {
            try (LocalPostgres postgres = new LocalPostgres()) {
                measure(postgres.url(), options);
            }
        }
    }

    private static void serve(Path directory, URI store) throws Exception {
        ServerConfig d = ServerConfig.defaults(directory);
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Work(0, d.work().timeLimit(), 100, List.of()))
                .with(new ServerConfig.Storage(store, d.storage().files(), 0));
        try (Parallel parallel = new Parallel(1);
                PixalServer server = PixalServer.start(config, new Workers.InProcess(() -> {
                    throw new IllegalStateException("it runs nothing");
                }, parallel))) {
            System.out.println(server.port() + " " + server.firstKey().orElse(""));
            if (System.in.read() >= 0) throw new IOException("unexpected input");
        }
    }

    private static void measure(URI database, Map<String, String> options) throws Exception {
        String part = options.getOrDefault("--part", "all");
        int only = Integer.parseInt(options.getOrDefault("--servers", "0"));
        String key = "";
        List<String> waiting = Collections.synchronizedList(new ArrayList<>());
        System.out.printf("%d cores%n", Runtime.getRuntime().availableProcessors());
        try (TemporaryFolder folder = TemporaryFolder.of("cluster-bench"); Store store = Stores.open(database)) {
            for (int count = only == 0 ? 1 : only; count <= (only == 0 ? 3 : only); count++) {
                List<BenchServer> servers = new ArrayList<>();
                try {
                    for (int i = 0; i < count; i++) {
                        servers.add(new BenchServer(ClusterBench.class, "server",
                                folder.path().resolve(count + "-" + i).toString(), database.toString()));
                    }
                    if (key.isEmpty()) key = servers.getFirst().key();
                    System.out.printf("%nservers: %d%n", count);
                    if (part.equals("rates") || part.equals("all")) rates(servers, key, store, waiting);
                    else fill(database, waiting);
                    if (part.equals("latency") || part.equals("all")) latency(servers, key, store, folder.path());
                    if (part.equals("streams") || part.equals("all")) streams(servers, key, store, waiting);
                } finally {
                    servers.forEach(BenchServer::close);
                }
            }
        }
    }

    /**
     * @param waiting
     *            ids of requests that wait, in no strict order; gets more
     */
    private static void rates(List<BenchServer> servers, String key, Store store, List<String> waiting)
            throws Exception {
        Task submit = client -> waiting.add(client.submit());
        rate("warm-up", servers, key, 16, 1500, submit);
        int missing = WAITING - store.requests().stats().waiting();
        rate("submissions a second, 64 clients", servers, key, 64, Math.max(missing, 3000), submit);
        String id = waiting.getLast();
        rate("warm-up", servers, key, 64, 20_000, client -> client.status(id));
        rate("polls a second, 64 clients", servers, key, 64, 30_000, client -> client.status(id));
    }

    /** Lets as many wait as the rates do, past the servers and without waiting for the disk. */
    private static void fill(URI database, List<String> waiting) {
        URI hasty = URI.create(database + (database.getRawQuery() == null ? "?" : "&")
                + "options=-c%20synchronous_commit%3Doff");
        try (Store store = Stores.open(hasty)) {
            for (int missing = WAITING - store.requests().stats().waiting(); missing > 0; missing--) {
                if (store.requests().submit(SUBMISSION) instanceof SubmitResult.Accepted accepted) {
                    waiting.add(accepted.request().id());
                }
            }
        }
    }

    /** The time of a submission, and that of the disk which each waits for at least once. */
    private static void latency(List<BenchServer> servers, String key, Store store, Path directory) throws Exception {
        rate("warm-up", servers, key, 16, 1500, BenchClient::submit);
        for (int round = 0; round < 3; round++) {
            sync(directory.resolve("sync"));
            submissions(servers, key, store.requests().stats().waiting());
        }
    }

    /** What a database does when it commits: 8 KiB appended to a file that is there, and synced. */
    private static void sync(Path file) throws Exception {
        double[] millis = new double[300];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(millis.length * SYNCED));
            channel.force(true);
            for (int i = 0; i < millis.length; i++) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(20));
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(SYNCED), (long) i * SYNCED);
                channel.force(false);
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        print("a sync of the disk alone", millis);
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "%s: median %.1f ms, 95 %% %.1f ms, 99 %% %.1f ms%n", what,
                millis[millis.length / 2], millis[millis.length * 95 / 100], millis[millis.length * 99 / 100]);
    }

    private static void streams(List<BenchServer> servers, String key, Store store, List<String> waiting)
            throws Exception {
        System.out.println("streams | events/s | statements/s of all servers | processor, cores a server");
        for (int count : STREAMS) {
            streams(servers, key, store.requests(), waiting.subList(waiting.size() - count, waiting.size()));
        }
    }

    private interface Task {
        void run(BenchClient client) throws IOException;
    }

    private static void rate(String what, List<BenchServer> servers, String key, int clients, int count, Task task)
            throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < clients; i++) {
                BenchServer server = servers.get(i % servers.size());
                done.add(threads.submit(() -> {
                    try (BenchClient client = new BenchClient(server, key)) {
                        for (int k = 0; k < count / clients; k++) task.run(client);
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) future.get();
            System.out.printf(Locale.ROOT, "%s: %.0f%n", what, count / ((System.nanoTime() - start) / 1e9));
        }
    }

    /** Eight clients that submit up to 50 times a second together. */
    private static void submissions(List<BenchServer> servers, String key, int waiting) throws Exception {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                BenchServer server = servers.get(i % servers.size());
                done.add(threads.submit(() -> {
                    try (BenchClient client = new BenchClient(server, key)) {
                        for (int k = 0; k < 100; k++) {
                            Thread.sleep(ThreadLocalRandom.current().nextInt(320));
                            long start = System.nanoTime();
                            client.submit();
                            millis.add((System.nanoTime() - start) / 1e6);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) future.get();
        }
        print("a submission while " + waiting + " wait", millis.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Each stream follows another request that waits, the last ones of the queue, on the servers in turn. */
    private static void streams(List<BenchServer> servers, String key, RequestStore store, List<String> ids)
            throws Exception {
        int count = ids.size();
        AtomicLong lines = new AtomicLong();
        List<BenchClient> open = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < count; i++) {
                    BenchClient client = new BenchClient(servers.get(i % servers.size()), key);
                    open.add(client);
                    client.stream(ids.get(i));
                    client.in().readByte();
                    threads.execute(() -> countLines(client.in(), lines));
                }
                move(store, 2);
                long[] before = cost(servers, key);
                long linesBefore = lines.get();
                long start = System.nanoTime();
                move(store, SECONDS);
                double seconds = (System.nanoTime() - start) / 1e9;
                long[] after = cost(servers, key);
                // an event is two lines, the chunk that carries it two more
                System.out.printf(Locale.ROOT, "%d | %.0f | %.1f | %.2f%n", count,
                        (lines.get() - linesBefore) / 4 / seconds, (after[0] - before[0]) / seconds,
                        (after[1] - before[1]) / 1e9 / seconds / servers.size());
            } finally {
                for (BenchClient client : open) client.close();
            }
        }
    }

    private static void countLines(InputStream in, AtomicLong lines) {
        byte[] buffer = new byte[2048];
        try {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                int count = 0;
                for (int i = 0; i < n; i++) if (buffer[i] == '\n') count++;
                lines.addAndGet(count);
            }
        } catch (IOException _) {
            // it was closed
        }
    }

    /** Submits and runs requests so that the queue moves as often as that of 500 devices at 60 s a run. */
    private static void move(RequestStore store, int seconds) throws InterruptedException {
        long start = System.nanoTime();
        int pairs = seconds * MOVES_PER_SECOND / 2;
        for (int i = 0; i < pairs; i++) {
            store.submit(SUBMISSION);
            Claim claim = store.claim("bench", Duration.ofMinutes(1)).orElseThrow();
            store.finish(claim.lease(), new Outcome.Succeeded("{}"), Optional.empty(), List.of());
            long due = start + (i + 1) * 2_000_000_000L / MOVES_PER_SECOND;
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }
    }

    /** Statements that the servers have sent, and nanoseconds of processor time that they have used. */
    private static long[] cost(List<BenchServer> servers, String key) throws IOException {
        long[] sum = new long[2];
        for (BenchServer server : servers) {
            try (BenchClient client = new BenchClient(server, key)) {
                sum[0] += (long) Arrays.stream(client.call("GET", "/metrics", "").split("\n"))
                        .filter(line -> line.startsWith("pixal3d_store_statements_total "))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1))).sum();
            }
            sum[1] += server.processorTime().toNanos();
        }
        return sum;
    }
}
