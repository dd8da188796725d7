// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it stands, without payloads.
 *
 * @param id
 *            UUID text
 * @param endpoint
 *            as submitted
 * @param keyId
 *            the API key it came with; empty when anonymous
 * @param priority
 *            as submitted
 * @param state
 *            where it is
 * @param position
 *            how many requests are ahead of it; 0 when it is not queued
 * @param attempt
 *            how often it was started
 * @param cancelRequested
 *            whether the client wants it to stop
 * @param progress
 *            the last report of its run
 * @param logCount
 *            how many log lines it has
 * @param ending
 *            how it ended; present exactly when completed
 * @param created
 *            when it was accepted
 * @param started
 *            when its last attempt started
 * @param ended
 *            when it completed
 * @param inferenceTime
 *            the successful run's own time
 * @param storeIo
 *            as submitted
 * @param tags
 *            as submitted
 * @param webhookUrl
 *            as submitted
 * @param lifecycle
 *            as submitted
 */
public record RequestView(String id, String endpoint, Optional<String> keyId, Priority priority, State state,
        int position, int attempt, boolean cancelRequested, Optional<RunProgress> progress, int logCount,
        Optional<Ending> ending, Instant created, Optional<Instant> started, Optional<Instant> ended,
        Optional<Duration> inferenceTime, boolean storeIo, Map<String, String> tags, Optional<String> webhookUrl,
        Lifecycle lifecycle) {
    /** The same at another place in the queue. */
    public RequestView at(int place) {
        return new RequestView(id, endpoint, keyId, priority, state, place, attempt, cancelRequested, progress,
                logCount, ending, created, started, ended, inferenceTime, storeIo, tags, webhookUrl, lifecycle);
    }
}
