// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Fault;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How workers are supervised. Start from {@link #of} and change what differs.
 *
 * @param name
 *            this supervisor's name for people, e.g. the machine's; what makes it unique is added at every start
 * @param workers
 *            how many, 0 or more
 * @param scratch
 *            directory for jobs under way; emptied at the start, used by one supervisor at a time
 * @param lease
 *            how long a request is held without a sign of life of this process; heartbeats come four times as often
 * @param timeLimit
 *            longest run; a longer one ends as {@link Fault#REQUEST_TIMEOUT} and is not repeated
 * @param startLimit
 *            longest start of a worker
 * @param silenceLimit
 *            a worker that says nothing for so long hangs and is killed
 * @param grace
 *            how long a run may take to stop when it was asked to, before its worker is killed
 * @param runsPerProcess
 *            after so many runs a worker is replaced, which bounds what a leak can do
 * @param runningPerKey
 *            how many requests of one key may run at the same time
 * @param firstDelay
 *            wait before the first restart after a failure; doubles with each further one
 * @param longestDelay
 *            bound of that
 */
public record WorkerOptions(String name, int workers, Path scratch, Duration lease, Duration timeLimit,
        Duration startLimit, Duration silenceLimit, Duration grace, int runsPerProcess, int runningPerKey,
        Duration firstDelay, Duration longestDelay) {

    public WorkerOptions {
        if (workers < 0) {
            throw new IllegalArgumentException(
                    "workers: out of range (got %d, allowed 0 and more). Use 0 for a gateway without workers."
                            .formatted(workers));
        }
        if (runsPerProcess < 1) {
            throw new IllegalArgumentException(
                    "runsPerProcess: out of range (got %d, allowed 1 and more).".formatted(runsPerProcess));
        }
    }

    /** Defaults for machines that run minutes per request. */
    public static WorkerOptions of(String name, int workers, Path scratch) {
        return new WorkerOptions(name, workers, scratch, Duration.ofSeconds(30), Duration.ofHours(1),
                Duration.ofMinutes(10), Duration.ofSeconds(60), Duration.ofSeconds(10), 1000, Integer.MAX_VALUE,
                Duration.ofMillis(500),
                Duration.ofMinutes(1));
    }

    public WorkerOptions withTimeLimit(Duration limit) {
        return new WorkerOptions(name, workers, scratch, lease, limit, startLimit, silenceLimit, grace, runsPerProcess,
                runningPerKey,
                firstDelay, longestDelay);
    }

    public WorkerOptions withRunsPerProcess(int runs) {
        return new WorkerOptions(name, workers, scratch, lease, timeLimit, startLimit, silenceLimit, grace, runs,
                runningPerKey, firstDelay, longestDelay);
    }

    public WorkerOptions withRunningPerKey(int requests) {
        return new WorkerOptions(name, workers, scratch, lease, timeLimit, startLimit, silenceLimit, grace,
                runsPerProcess, requests, firstDelay, longestDelay);
    }

    public WorkerOptions withLease(Duration length) {
        return new WorkerOptions(name, workers, scratch, length, timeLimit, startLimit, silenceLimit, grace,
                runsPerProcess, runningPerKey, firstDelay, longestDelay);
    }
}
