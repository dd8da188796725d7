// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.Upkeep;
import dev.pixal3d.queue.worker.WorkerStatus;
import dev.pixal3d.queue.worker.WorkerSupervisor;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.config.Capacity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.http.HttpServer;
import dev.pixal3d.server.ops.Drain;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.ops.Vitals;
import dev.pixal3d.server.ops.WorkerMetrics;
import dev.pixal3d.server.trace.RunTraces;
import dev.pixal3d.server.trace.Traces;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.FilePublisher;
import dev.pixal3d.server.work.FileStager;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Workers without a server: they run what servers took into the store that all share, and listen nowhere, except for
 * monitors. Requests of nodes that died are given back by whoever of the servers and nodes notices first.
 */
public final class WorkerNode implements AutoCloseable {
    private static final Logger LOG = System.getLogger(WorkerNode.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final ServerConfig config;
    private final Traces traces;
    private final Store store;
    private final BlobStore blobs;
    private final WorkerSupervisor workers;
    private final Upkeep upkeep;
    private final Health health;
    private final Optional<HttpServer> monitor;
    private final Vitals vitals;
    private final AtomicBoolean closed = new AtomicBoolean();

    private WorkerNode(ServerConfig config, Endpoints endpoints, Workers kind,
            Consumer<String> death) throws IOException {
        this.config = config;
        Clock clock = Clock.systemUTC();
        Metrics metrics = new Metrics();
        Starting starting = new Starting();
        try {
            if (!Files.isDirectory(config.dataDir())) PrivateFiles.folder(config.dataDir());
            traces = starting.opened(Traces.of(config.telemetry(), "pixal3d-node"));
            store = starting.opened(Stores.open(config.storage().store(), clock));
            blobs = starting.opened(BlobStores.open(config.storage().files()));
            FileStore files = new FileStore(blobs, store.files(), clock);
            RunTraces runs = new RunTraces(new WorkerMetrics(metrics), traces);
            workers = starting.opened(Crew.start(config, kind, store.requests(),
                    runs.stager(new FileStager(files, new ApiKeys(store.keys(), clock), endpoints,
                            config.limits().downloadBytes(), config.access().allowPrivateUrls())),
                    runs.publisher(new FilePublisher(files)), runs));
            Crew.gauges(metrics, store, workers, traces);
            health = new Health(store.requests(), blobs::space, config.storage().reserve(), workers::workers,
                    new Drain(workers, config.work().timeLimit())::state);
            upkeep = starting.opened(new Upkeep(store.requests(), Optional.empty(),
                    e -> LOG.log(Level.ERROR, "the store failed", e)));
            List<Vitals.Part> parts = new ArrayList<>(List.of(new Vitals.Part("the store's writer", store::alive),
                    new Vitals.Part("the workers", workers::alive), new Vitals.Part("the upkeep", upkeep::alive)));
            monitor = MonitorPort.start(config, Capacity.of(config.limits()), health, metrics, starting);
            monitor.ifPresent(port -> parts.add(new Vitals.Part("the listener", port::alive)));
            vitals = new Vitals(parts, LOOK, death);
        } catch (IOException | RuntimeException e) {
            starting.undo(e);
            throw e;
        }
    }

    /**
     * Starts a node.
     *
     * @param config
     *            its network is not used, its number of workers at least 1
     * @param endpoints
     *            what the servers answer; the workers must know the same
     * @param death
     *            hears, on any thread, of a part that died and without which this node is of no use; a process should
     *            end at once then
     * @throws IOException
     *             when the data directory cannot be used, another process uses it, or the port is taken
     */
    public static WorkerNode start(ServerConfig config, Endpoints endpoints, Workers workers,
            Consumer<String> death) throws IOException {
        return new WorkerNode(config, endpoints, workers, death);
    }

    /** The port that monitors ask, when there is one. */
    public Optional<Integer> monitorPort() {
        return monitor.map(HttpServer::port);
    }

    /** The names under which the workers hold requests, which no other process has. */
    public List<String> workers() {
        return workers.workers().stream().map(WorkerStatus::name).toList();
    }

    /**
     * Takes no further request and says "not ready"; waits for the runs under way as long as configured, then gives
     * their requests back without counting the attempt. Once.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        health.stopping();
        vitals.close();
        Crew.stop(workers, config);
        // monitors watch the stop to its end
        monitor.ifPresent(HttpServer::stop);
        upkeep.close();
        blobs.close();
        store.close();
        traces.close();
    }
}
