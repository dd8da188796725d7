// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.worker.JobRunner;
import dev.pixal3d.queue.worker.WorkerLoop;
import dev.pixal3d.s3.S3Proxy;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.WorkerNode;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.Downloads;
import dev.pixal3d.server.work.EndpointRunner;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.WorkerTools;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A gateway or a node in a process of its own: what {@code pixal3d serve --workers 0} and {@code pixal3d node} start,
 * with an engine that only waits. It tells its port, or the name of its first worker, on standard output when it is
 * there. The workers of the first node are processes as in life; those of the others are threads, which start sooner.
 */
final class ClusterProcess implements AutoCloseable {
    /** Short, so that what waits for its end does not wait long, and still kept by a process on a busy machine. */
    static final Duration LEASE = Duration.ofSeconds(3);
    private static final int WORKER_PROCESSES = 2;
    private static final int WORKER_THREADS = 4;
    private static final Duration WEBHOOK_RETRY = Duration.ofSeconds(1);

    /** What a process is. */
    enum Role {
        GATEWAY,
        NODE,
        /** Of a node. */
        WORKER
    }

    /**
     * What a process is told.
     *
     * @param name
     *            which no other process of the test has, also not one before it in its place
     * @param folder
     *            of its own, which it leaves to the next in its place
     * @param runs
     *            where all runs are written down
     * @param clock
     *            how far its clock is ahead; behind, if negative
     */
    record Orders(Role role, String name, Path folder, URI store, URI files, Path runs, Duration clock) {
        private List<String> arguments() {
            return List.of(role.name(), name, folder.toString(), store.toString(), files.toString(), runs.toString(),
                    clock.toString());
        }

        private static Orders of(String[] arguments) {
            return new Orders(Role.valueOf(arguments[0]), arguments[1], Path.of(arguments[2]),
                    URI.create(arguments[3]), URI.create(arguments[4]), Path.of(arguments[5]),
                    Duration.parse(arguments[6]));
        }

        private boolean first() { return name.startsWith("node0"); }

        private List<String> command() throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                    "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
            if (!clock.isZero()) command.addAll(WrongClock.arguments(runs, clock));
            command.add(ClusterProcess.class.getName());
            command.addAll(arguments());
            return command;
        }
    }

    private final Orders orders;
    private final Process process;
    private final String said;

    private ClusterProcess(Orders orders, Process process) throws IOException {
        this.orders = orders;
        this.process = process;
        this.said = String.valueOf(process.inputReader().readLine());
        if (said.equals("null")) throw new IOException(name() + " ended: " + Files.readString(log(orders)));
    }

    private static Path log(Orders orders) { return orders.runs().resolve(orders.name() + ".log"); }

    public static void main(String[] arguments) throws Exception {
        Orders orders = Orders.of(arguments);
        ServerConfig config = config(orders);
        switch (orders.role()) {
            case GATEWAY -> System.out.println(PixalServer.start(config, new Workers.InProcess(() -> {
                throw new IllegalStateException("a gateway runs nothing");
            }, new Parallel(1))).port());
            case NODE -> {
                WorkerNode node = WorkerNode.start(config, Endpoints.INSTALLED, workers(orders, config),
                        _ -> Runtime.getRuntime().halt(1));
                Runtime.getRuntime().addShutdownHook(new Thread(node::close));
                System.out.println(node.workers().getFirst());
            }
            case WORKER -> WorkerLoop.serve(runner(orders, config), new Parallel(1));
        }
        // the test keeps the other end open as long as it lives
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }

    private static ServerConfig config(Orders orders) {
        ServerConfig d = ServerConfig.defaults(orders.folder());
        ServerConfig.Timing t = d.timing();
        int workers = orders.role() == Role.GATEWAY ? 0 : orders.first() ? WORKER_PROCESSES : WORKER_THREADS;
        return d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Access(false, true, Optional.empty()))
                .with(new ServerConfig.Work(workers, Duration.ofMinutes(5), 1000, List.of(), LEASE))
                .with(new ServerConfig.Timing(t.idle(), t.body(), t.ping(), t.earlyCommit(), t.earlyCommitOkHttp(),
                        Duration.ZERO, t.webhookAnswer(), Collections.nCopies(100, WEBHOOK_RETRY)))
                .with(new ServerConfig.Storage(orders.store(), orders.files(), 0));
    }

    private static Workers workers(Orders orders, ServerConfig config) throws IOException {
        if (orders.first()) {
            return new Workers.Processes(new Orders(Role.WORKER, orders.name(), orders.folder(), orders.store(),
                    orders.files(), orders.runs(), orders.clock()).command());
        }
        JobRunner runner = runner(orders, config);
        Supplier<JobRunner> same = () -> runner;
        return new Workers.InProcess(same, new Parallel(1));
    }

    private static JobRunner runner(Orders orders, ServerConfig config) throws IOException {
        return new EndpointRunner(Endpoints.INSTALLED,
                new WorkerTools(new WaitingEngine(new RunLog(orders.runs(), orders.name())), (_, _, _) -> {
                    throw new UnsupportedOperationException("only whole runs are faked");
                }, new Downloads(config)));
    }

    static ClusterProcess start(Orders orders) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(orders.command())
                .redirectError(ProcessBuilder.Redirect.appendTo(log(orders).toFile()));
        builder.environment().put("AWS_ACCESS_KEY_ID", S3Proxy.IDENTITY);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", S3Proxy.SECRET);
        return new ClusterProcess(orders, builder.start());
    }

    String name() { return orders.name(); }

    /** A gateway's address. */
    String url() { return "http://127.0.0.1:" + said; }

    /** What the names of a node's workers begin with. */
    String workers() {
        return said.substring(0, said.lastIndexOf('/') + 1);
    }

    /** Sends a signal by its name. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    /** Tells it to stop and waits until it has. */
    void stop() throws IOException, InterruptedException {
        signal("TERM"); // destroy() would close its input too
        process.waitFor();
    }

    /** As kill -9. */
    @Override
    public void close() { process.destroyForcibly().onExit().join(); }
}
