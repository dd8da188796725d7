// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import dev.pixal3d.queue.QueueStats;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.worker.WorkerStatus;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.http.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final long MIN_FREE = 256L << 20;
    private static final String OK = "ok";
    private static final String STARTING = "starting";

    private final RequestStore store;
    private final Path dataDir;
    private final Supplier<List<WorkerStatus>> workers;
    private volatile boolean draining;

    public Health(RequestStore store, Path dataDir, Supplier<List<WorkerStatus>> workers) {
        this.store = store;
        this.dataDir = dataDir;
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
            return Failure.map("status", ready ? "ok" : "unavailable", "checks", checks, "queue", queue);
        }
    }

    /** From now on not ready: the server is stopping. */
    public void drain() { draining = true; }

    public Report report() {
        Map<String, Object> checks = new LinkedHashMap<>();
        Map<String, Object> queue = new LinkedHashMap<>();
        try {
            QueueStats stats = store.stats();
            queue.put("waiting", stats.waiting());
            queue.put("running", stats.running());
            checks.put("store", OK);
        } catch (RuntimeException e) {
            checks.put("store", String.valueOf(e.getMessage()));
        }
        checks.put("disk", disk());
        checks.put("workers", workers());
        if (draining) checks.put("server", "stopping");
        return new Report(checks.values().stream().allMatch(c -> c.equals(OK) || c.equals(STARTING)), checks, queue);
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
                : all.stream().map(w -> w.name() + " is " + w.phase().name().toLowerCase(Locale.ROOT)
                        + w.problem().map(problem -> ": " + problem).orElse("")).collect(Collectors.joining("; "));
    }

    private String disk() {
        try {
            long free = Files.getFileStore(dataDir).getUsableSpace();
            return free >= MIN_FREE ? OK : "only %d MiB free in the data directory".formatted(free >> 20);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
