// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.util.Optional;

/**
 * Bytes that a key will store.
 *
 * @param keyId
 *            whose they are; all callers without a key count as one
 * @param file
 *            the key under which the file will be found
 * @param part
 *            the number of a part of it that comes by itself; {@link #WHOLE} for all of it
 * @param bytes
 *            how many, 0 or more
 */
public record Reservation(Optional<String> keyId, String file, int part, long bytes) {
    /** In place of a part's number: takes the place of all parts. */
    public static final int WHOLE = 0;
}
