// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** What became of a submission. */
public sealed interface SubmitResult {
    /**
     * It is in the store.
     *
     * @param request
     *            as it stands; a repeated idempotency key gives the first request as it stands now
     * @param repeated
     *            whether the idempotency key was known
     */
    record Accepted(RequestView request, boolean repeated) implements SubmitResult {}

    /** More requests wait than the caller accepts. */
    record QueueFull(int waiting, int limit) implements SubmitResult {}

    /** As many requests of its key wait as may. */
    record KeyQueueFull(int waiting, int limit) implements SubmitResult {}

    /** The idempotency key was used before with another endpoint or input. */
    record KeyReused(String requestId) implements SubmitResult {}
}
