// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.queue.QueueStats;
import dev.pixal3d.queue.RequestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Whether requests can be accepted and worked on, with the reason when not. */
final class Health {
    private static final long MIN_FREE = 256L << 20;

    private final RequestStore store;
    private final Path dataDir;
    private final Supplier<String> workers;
    private volatile boolean draining;

    /**
     * @param workers
     *            says what is wrong with the workers; empty text when nothing is
     */
    Health(RequestStore store, Path dataDir, Supplier<String> workers) {
        this.store = store;
        this.dataDir = dataDir;
        this.workers = workers;
    }

    /**
     * The state of the parts.
     *
     * @param checks
     *            "ok" or what is wrong, by part
     */
    record Report(boolean ready, Map<String, Object> checks, Map<String, Object> queue) {
        Map<String, Object> json() {
            return Failure.map("status", ready ? "ok" : "unavailable", "checks", checks, "queue", queue);
        }
    }

    /** From now on not ready: the server is stopping. */
    void drain() { draining = true; }

    Report report() {
        Map<String, Object> checks = new LinkedHashMap<>();
        Map<String, Object> queue = new LinkedHashMap<>();
        try {
            QueueStats stats = store.stats();
            queue.put("waiting", stats.waiting());
            queue.put("running", stats.running());
            checks.put("store", "ok");
        } catch (RuntimeException e) {
            checks.put("store", String.valueOf(e.getMessage()));
        }
        checks.put("disk", disk());
        String problem = workers.get();
        checks.put("workers", problem.isEmpty() ? "ok" : problem);
        if (draining) checks.put("server", "stopping");
        return new Report(checks.values().stream().allMatch("ok"::equals), checks, queue);
    }

    private String disk() {
        try {
            long free = Files.getFileStore(dataDir).getUsableSpace();
            return free >= MIN_FREE ? "ok" : "only %d MiB free in the data directory".formatted(free >> 20);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
