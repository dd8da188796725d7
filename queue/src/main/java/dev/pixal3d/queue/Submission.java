// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request as it arrives.
 *
 * @param endpoint
 *            the endpoint id, e.g. {@code fal-ai/pixal3d}
 * @param input
 *            the input object as JSON text
 * @param keyId
 *            the API key it came with; empty when anonymous
 * @param priority
 *            its class in the queue
 * @param startBy
 *            when it must have started, all attempts included; else it ends as {@link Outcome.Expired}
 * @param maxQueueLength
 *            refuse it when more requests than this wait
 * @param maxQueuedOfKey
 *            refuse it when so many requests of its key wait already
 * @param idempotencyKey
 *            a repeated submission with the same key of the same API key gets the first one's request
 * @param tags
 *            labels for the history
 * @param storeIo
 *            false: the input is dropped when the request ends and the history never shows payloads
 * @param maxAttempts
 *            how often it may start, in [1, 10]; 1 = no retry when a worker dies
 * @param webhookUrl
 *            where to deliver the outcome
 * @param lifecycle
 *            expiry and access of its output files
 * @param decided
 *            an outcome that is known already (an invalid input): it completes at once and never meets a worker
 */
public record Submission(String endpoint, String input, Optional<String> keyId, Priority priority,
        Optional<Instant> startBy, OptionalInt maxQueueLength, OptionalInt maxQueuedOfKey,
        Optional<String> idempotencyKey, Map<String, String> tags, boolean storeIo, int maxAttempts,
        Optional<String> webhookUrl, Lifecycle lifecycle,
        Optional<Outcome> decided) {
    /** Attempts unless the caller asks for fewer. */
    public static final int MAX_ATTEMPTS = 10;

    public Submission {
        tags = Map.copyOf(tags);
        if (maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "maxAttempts: out of range (got %d, allowed 1 to %d). Use 1 for no retry."
                            .formatted(maxAttempts, MAX_ATTEMPTS));
        }
    }

    /** The same with another input text of the same meaning. */
    public Submission withInput(String text) {
        return new Submission(endpoint, text, keyId, priority, startBy, maxQueueLength, maxQueuedOfKey, idempotencyKey,
                tags, storeIo, maxAttempts, webhookUrl, lifecycle, decided);
    }

    /** The same with other tags. */
    public Submission withTags(Map<String, String> labels) {
        return new Submission(endpoint, input, keyId, priority, startBy, maxQueueLength, maxQueuedOfKey, idempotencyKey,
                labels, storeIo, maxAttempts, webhookUrl, lifecycle, decided);
    }

    /** The same with another number of attempts. */
    public Submission withMaxAttempts(int attempts) {
        return new Submission(endpoint, input, keyId, priority, startBy, maxQueueLength, maxQueuedOfKey, idempotencyKey,
                tags, storeIo, attempts, webhookUrl, lifecycle, decided);
    }
}
