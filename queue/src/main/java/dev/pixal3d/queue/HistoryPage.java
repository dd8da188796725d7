// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.util.List;
import java.util.Optional;

/**
 * A page of requests.
 *
 * @param items
 *            in the query's order; the places in the queue are not computed here and read 0
 * @param next
 *            cursor of the next page; empty on the last one
 */
public record HistoryPage(List<Item> items, Optional<String> next) {
    public HistoryPage { items = List.copyOf(items); }

    /** One request; the payloads only when asked for and stored. */
    public record Item(RequestView request, Optional<String> input, Optional<Outcome> outcome) {}
}
