// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which requests to list, newest (or longest) first.
 *
 * @param endpoints
 *            only these; empty list: all
 * @param keyId
 *            only those of this API key
 * @param requestId
 *            only this one
 * @param from
 *            not earlier than this, by the instant that {@code sort} names (DURATION: by the end)
 * @param to
 *            earlier than this, likewise
 * @param filter
 *            by how they ended
 * @param sort
 *            the order
 * @param limit
 *            page size, in [1, 100]
 * @param cursor
 *            the last page's {@link HistoryPage#next}
 * @param payloads
 *            whether to read inputs and outputs too
 */
public record HistoryQuery(List<String> endpoints, Optional<String> keyId, Optional<String> requestId,
        Optional<Instant> from, Optional<Instant> to, Filter filter, Sort sort, int limit, Optional<String> cursor,
        boolean payloads) {
    public HistoryQuery {
        endpoints = List.copyOf(endpoints);
        if (limit < 1 || limit > 100) {
            throw new IllegalArgumentException(
                    "limit: out of range (got %d, allowed 1 to 100). Use the cursor for more.".formatted(limit));
        }
    }

    /** The order; ENDED and DURATION list completed requests only. */
    public enum Sort {
        SUBMITTED,
        ENDED,
        DURATION
    }

    /** By HTTP status: 2xx, 5xx, 4xx. */
    public enum Filter {
        ANY,
        SUCCESS,
        ERROR,
        USER_ERROR
    }
}
