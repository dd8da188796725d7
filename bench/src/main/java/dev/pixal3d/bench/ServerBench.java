// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The server's own costs over HTTP, with a worker that does nothing: time from start to ready, from submission to the
 * completed event (one request right after the other, and each alone), status polls and durable submissions a second,
 * memory of idle event streams. The server is a process of its own; the client speaks over plain sockets to stay out of
 * the way. Arguments: a directory on the disk to measure (default: the current one) and the number of idle streams
 * (default: 5000).
 */
public final class ServerBench {
    /** After so long a request is followed as if it were the first. */
    private static final long ALONE_MILLIS = 600;

    private ServerBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1 && arguments[0].equals("server")) {
            serve(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            return;
        }
        Path place = Path.of(arguments.length == 0 ? "." : arguments[0]);
        try (TemporaryFolder folder = TemporaryFolder.in(place, "server-bench")) {
            measure(folder.path(), arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5000);
        }
    }

    private static void measure(Path directory, int streams) throws Exception {
        try (BenchServer server = server(directory.resolve("working"), 1)) {
            System.out.printf(Locale.ROOT, "start to ready: %.0f ms%n", server.startMillis());
            overhead(server, 20, 0);
            overhead(server, 40, ALONE_MILLIS);
            overhead(server, 100, 0);
        }
        try (BenchServer server = server(directory.resolve("waiting"), 0)) {
            rate("warm-up", server, 16, 3000, BenchClient::submit);
            rate("durable submits, 64 clients", server, 64, 10_000, BenchClient::submit);
            String id = client(server).submit();
            rate("warm-up", server, 64, 60_000, client -> client.status(id));
            rate("status polls, 64 clients", server, 64, 60_000, client -> client.status(id));
            pollers(server, id);
            idle(server, id, streams);
        }
    }

    private static void serve(Path directory, int workers) throws Exception {
        ServerConfig d = ServerConfig.defaults(directory);
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false)).with(
                new ServerConfig.Work(workers, d.work().timeLimit(), 1_000_000, List.of()));
        try (Parallel parallel = new Parallel(1);
                PixalServer server = PixalServer.start(config, new Workers.InProcess(() -> (job, _) -> {
                    Files.write(job.directory().resolve("model.glb"), new byte[]{'g', 'l', 'T', 'F'});
                    return new Outcome.Succeeded("""
                            {"seed": 42, "files": [{"format": "glb", "name": "model.glb", "extension": "glb",
                             "mediaType": "model/gltf-binary"}]}""");
                }, parallel))) {
            System.out.println(server.port() + " " + server.firstKey().orElse(""));
            if (System.in.read() >= 0) throw new IOException("unexpected input");
        }
    }

    private static BenchServer server(Path directory, int workers) throws IOException {
        return new BenchServer(ServerBench.class, "server", directory.toString(), Integer.toString(workers));
    }

    private static BenchClient client(BenchServer server) throws IOException {
        return new BenchClient(server, server.key());
    }

    private interface Task {
        void run(BenchClient client) throws IOException;
    }

    private static void overhead(BenchServer server, int count, long pauseMillis) throws Exception {
        BenchClient submitting = client(server);
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            Thread.sleep(pauseMillis);
            long start = System.nanoTime();
            String id = submitting.submit();
            BenchClient watching = client(server);
            watching.stream(id);
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("COMPLETED") < 0) seen.append((char) watching.in().readByte());
            times[i] = (System.nanoTime() - start) / 1e6;
            watching.close();
        }
        Arrays.sort(times);
        System.out.printf(Locale.ROOT,
                "submit to COMPLETED event, %d times, %d ms between: median %.1f ms, 95 %% %.1f ms%n", count,
                pauseMillis,
                times[count / 2], times[count * 95 / 100]);
    }

    private static void rate(String what, BenchServer server, int clients, int count, Task task) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < clients; i++) {
                done.add(threads.submit(() -> {
                    BenchClient client = client(server);
                    for (int k = 0; k < count / clients; k++) task.run(client);
                    return null;
                }));
            }
            for (Future<?> future : done) future.get();
            System.out.printf(Locale.ROOT, "%s: %.0f/s%n", what, count / ((System.nanoTime() - start) / 1e9));
        }
    }

    /** The memory once it no longer grows by a mebibyte in a second. */
    private static double settled(BenchServer server) throws IOException, InterruptedException {
        double now = server.memory();
        double earlier;
        do {
            earlier = now;
            Thread.sleep(1000);
            now = server.memory();
        } while (now > earlier + 1);
        return now;
    }

    /** Ten clients that poll every 100 ms, as Python's does. */
    private static void pollers(BenchServer server, String id) throws Exception {
        List<Double> times = java.util.Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                done.add(threads.submit(() -> {
                    BenchClient client = client(server);
                    for (int k = 0; k < 50; k++) {
                        long start = System.nanoTime();
                        client.status(id);
                        times.add((System.nanoTime() - start) / 1e6);
                        Thread.sleep(100);
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) future.get();
        }
        times.sort(null);
        System.out.printf(Locale.ROOT, "10 clients polling every 100 ms: median %.1f ms, 99 %% %.1f ms%n",
                times.get(times.size() / 2), times.get(times.size() * 99 / 100));
    }

    private static void idle(BenchServer server, String id, int streams) throws IOException, InterruptedException {
        double before = server.memory();
        List<BenchClient> open = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            BenchClient client = client(server);
            client.stream(id);
            open.add(client);
            client.in().readByte();
        }
        System.out.printf(Locale.ROOT, "%d idle streams: %.0f MiB resident (%.0f before)%n", streams,
                settled(server), before);
        for (BenchClient client : open) client.close();
    }
}
