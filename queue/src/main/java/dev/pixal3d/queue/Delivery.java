// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;

/**
 * A webhook message on its way.
 *
 * @param id
 *            its number
 * @param requestId
 *            whose outcome it tells
 * @param url
 *            where to
 * @param attempt
 *            attempts so far, the running one included
 * @param due
 *            when to try (again)
 * @param status
 *            how it stands
 * @param error
 *            why the last attempt failed; empty text when none did
 */
public record Delivery(long id, String requestId, String url, int attempt, Instant due, Status status, String error) {
    /** How a delivery stands. */
    public enum Status {
        PENDING,
        DELIVERED,
        GIVEN_UP
    }
}
