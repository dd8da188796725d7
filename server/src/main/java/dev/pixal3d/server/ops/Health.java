// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import dev.pixal3d.queue.QueueStats;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.worker.WorkerStatus;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether requests can be accepted and worked on, with the reason when not. Workers that are still on their first start
 * are no reason: what is accepted meanwhile is kept in the queue, and a caller gains nothing by waiting outside.
 */
public final class Health {
    private static final Logger LOG = System.getLogger(Health.class.getName());
    private static final String OK = "ok";
    private static final String STARTING = "starting";

    private final RequestStore store;
    private final Free space;
    private final long reserve;
    private final Supplier<List<WorkerStatus>> workers;
    private final Supplier<String> drain;
    private volatile boolean stopping;

    /**
     * @param reserve
     *            bytes of the disk without which nothing is accepted
     * @param drain
     *            see {@link Drain#state}
     */
    public Health(RequestStore store, Free space, long reserve, Supplier<List<WorkerStatus>> workers,
            Supplier<String> drain) {
        this.drain = drain;
        this.store = store;
        this.space = space;
        this.reserve = reserve;
        this.workers = workers;
    }

    /**
     * The state of the parts.
     *
     * @param checks
     *            "ok", "starting" or what is wrong, by part
     */
    public record Report(boolean ready, Map<String, Object> checks, Map<String, Object> queue) {
        public Map<String, Object> json() {
            return Json.map("status", ready ? "ok" : "unavailable", "checks", checks, "queue", queue);
        }
    }

    /** From now on not ready: the server is stopping. */
    public void stopping() { stopping = true; }

    public Report report() {
        Map<String, Object> checks = new LinkedHashMap<>();
        Map<String, Object> queue = new LinkedHashMap<>();
        try {
            QueueStats stats = store.stats();
            queue.put("waiting", stats.waiting());
            queue.put("running", stats.running());
            queue.put("paused", stats.paused());
            checks.put("store", OK);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the store cannot be read", e);
            checks.put("store", "cannot be read; the log says why");
        }
        checks.put("disk", disk());
        String drained = drain.get();
        checks.put("workers", drained.equals(Drain.NO) ? workers() : drained);
        if (stopping) checks.put("server", "stopping");
        return new Report(checks.values().stream().allMatch(c -> c.equals(OK) || c.equals(STARTING)), checks, queue);
    }

    /** The report with all there is to say about workers, memory and disk: for administrators. */
    public Map<String, Object> state() {
        Map<String, Object> json = report().json();
        json.put("drain", drain.get());
        json.put("workers", workers.get().stream().map(Health::worker).toList());
        Runtime runtime = Runtime.getRuntime();
        json.put("memory", Json.map("used", runtime.totalMemory() - runtime.freeMemory(), "most",
                runtime.maxMemory()));
        try {
            json.put("disk_free", space.left());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the files' disk cannot be read", e);
        }
        return json;
    }

    private static Map<String, Object> worker(WorkerStatus worker) {
        Map<String, Object> json = Json.map("name", worker.name(), "phase",
                worker.phase().name().toLowerCase(Locale.ROOT), "pid", worker.pid(), "runs", worker.runs(), "restarts",
                worker.restarts());
        worker.requestId().ifPresent(id -> json.put("request_id", id));
        worker.problem().ifPresent(problem -> json.put("problem", problem));
        worker.memory().ifPresent(memory -> {
            json.put("memory", Json.map("used", memory.heap(), "most", memory.most()));
            memory.device().ifPresent(device -> json.put("device",
                    Json.map("name", device.device(), "used", device.used(), "total", device.total())));
        });
        return json;
    }

    /** Why no worker can take a request; ok when one can, or when there are to be none here. */
    private String workers() {
        List<WorkerStatus> all = workers.get();
        boolean works = all.isEmpty() || all.stream().anyMatch(
                w -> w.phase() == WorkerStatus.Phase.IDLE || w.phase() == WorkerStatus.Phase.RUNNING);
        if (works) return OK;
        boolean first = all.stream()
                .anyMatch(w -> w.phase() == WorkerStatus.Phase.STARTING && w.problem().isEmpty());
        return first
                ? STARTING
                : all.stream().map(w -> "worker " + w.name().substring(w.name().lastIndexOf('/') + 1) + " is "
                        + w.phase().name().toLowerCase(Locale.ROOT)
                        + (w.problem().isPresent() ? " after a failure; the log says why" : ""))
                        .collect(Collectors.joining("; "));
    }

    private String disk() {
        try {
            long free = space.left();
            return free >= reserve ? OK : "only %d MiB free".formatted(free >> 20);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the files' disk cannot be read", e);
            return "cannot be read; the log says why";
        }
    }

    /** How many bytes the files' disk has left. */
    @FunctionalInterface
    public interface Free {
        long left() throws IOException;
    }
}
