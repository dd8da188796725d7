// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.worker.Publisher;
import dev.pixal3d.queue.worker.Stager;
import dev.pixal3d.queue.worker.WorkerListener;
import dev.pixal3d.queue.worker.WorkerOptions;
import dev.pixal3d.queue.worker.WorkerStatus;
import dev.pixal3d.queue.worker.WorkerSupervisor;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.ops.DeviceMetrics;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.trace.Traces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The workers of a process, be it a server or a node, as its configuration has them. */
final class Crew {
    private Crew() {}

    /** Starts them under the machine's name. */
    static WorkerSupervisor start(ServerConfig config, Workers kind, RequestStore requests, Stager stager,
            Publisher publisher, WorkerListener listener) throws IOException {
        WorkerOptions options = WorkerOptions
                .of(machine(), config.work().workers(), config.dataDir().resolve("scratch").toAbsolutePath())
                .withTimeLimit(config.work().timeLimit()).withRunsPerProcess(config.work().recycleAfter())
                .withRunningPerKey(config.quotas().running()).withLease(config.work().lease());
        return switch (kind) {
            case Workers.Processes p ->
                WorkerSupervisor.processes(requests, options, p.program(), stager, publisher, listener);
            case Workers.InProcess p -> WorkerSupervisor.inProcess(requests, options, p.runners(), p.parallel(),
                    stager, publisher, listener);
        };
    }

    /** Waits for their runs as long as configured, gives back what still runs, and ends them. */
    static void stop(WorkerSupervisor workers, ServerConfig config) {
        try {
            workers.drain(config.timing().drain());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        workers.close();
    }

    /** The machine's name, for people who read logs of several. */
    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "node";
        }
    }

    /** What monitors learn of them, and of the store as their process uses it. */
    static void gauges(Metrics metrics, Store store, WorkerSupervisor workers, Traces traces) {
        metrics.counter("pixal3d_store_statements", "Statements sent to the database.", store::statements);
        metrics.counter("pixal3d_telemetry_spans_lost", "Spans that the collector did not take.", traces::lost);
        DeviceMetrics.register(metrics, workers::workers);
        metrics.gauge("pixal3d_workers", "Workers by what they do.", "state", () -> byPhase(workers.workers()));
        metrics.gauge("pixal3d_worker_restarts", "How often workers were started again.",
                () -> workers.workers().stream().mapToInt(WorkerStatus::restarts).sum());
    }

    private static List<Metrics.Labelled> byPhase(List<WorkerStatus> all) {
        return Stream.of(WorkerStatus.Phase.values()).map(phase -> new Metrics.Labelled(
                phase.name().toLowerCase(Locale.ROOT), all.stream().filter(w -> w.phase() == phase).count())).toList();
    }
}
