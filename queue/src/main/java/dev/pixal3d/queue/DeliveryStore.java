// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Webhook deliveries that are due, with their attempts. A delivery appears in the transaction that ends its request.
 * At least once: a process that dies while sending leaves the delivery to another one.
 */
public interface DeliveryStore {
    /**
     * Takes deliveries that are due; each counts one attempt.
     *
     * @param lease
     *            when it is due again if nothing more is said about it
     */
    List<Delivery> claimDue(int limit, Duration lease);

    /** It arrived. */
    void delivered(long id);

    /** It failed and shall be tried again. */
    void retry(long id, Instant due, String error);

    /** It was not tried after all: the attempt does not count, and it is due again then. */
    void postpone(long id, Instant due);

    /** It failed for good. */
    void giveUp(long id, String error);

    /** All deliveries of a request. */
    List<Delivery> of(String requestId);

    /** Waits until a delivery may be due, at most {@code timeout}; may wake without reason. */
    void awaitDue(Duration timeout) throws InterruptedException;
}
