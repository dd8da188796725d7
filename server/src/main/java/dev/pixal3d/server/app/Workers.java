// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.queue.worker.JobRunner;
import dev.pixal3d.queue.worker.WorkerProgram;
import dev.pixal3d.server.config.ServerConfig;
import java.util.List;
import java.util.function.Supplier;

/** What works on a server's requests; {@link ServerConfig.Work#workers} says how many. */
public sealed interface Workers {
    /** What their engines were told, e.g. where weights lie; visitors learn from it which engine would run. */
    default EngineOptions engines() {
        return EngineOptions.NONE;
    }

    /**
     * Processes of their own: a crash or an out-of-memory kill takes one request's attempt and nothing else.
     */
    record Processes(WorkerProgram program, EngineOptions engines) implements Workers {
        /** All workers alike, their engines told nothing. */
        public Processes(List<String> command) {
            this(WorkerProgram.of(command), EngineOptions.NONE);
        }
    }

    /**
     * Threads of the server, for tests and tiny machines.
     *
     * @param runners
     *            makes one runner for each worker
     * @param parallel
     *            threads for the runs; not closed by the server
     */
    record InProcess(Supplier<JobRunner> runners, Parallel parallel) implements Workers {}
}
