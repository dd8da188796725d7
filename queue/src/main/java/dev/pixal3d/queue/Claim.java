// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/**
 * A request in a worker's hands.
 *
 * @param lease
 *            shown at every later call
 * @param request
 *            as it stands
 * @param input
 *            its input object as JSON text
 * @param sent
 *            {@code System.nanoTime()} from before the lease was given: from then on it surely holds for its length
 */
public record Claim(Lease lease, RequestView request, String input, long sent) {}
