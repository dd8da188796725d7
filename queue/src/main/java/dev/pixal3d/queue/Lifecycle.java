// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a file lives and who may read it.
 *
 * @param expiresAfter
 *            age at which it goes; empty: never
 * @param acl
 *            who may read it
 */
public record Lifecycle(Optional<Duration> expiresAfter, Acl acl) {
    /** Kept for good, readable by all who know the address. */
    public static final Lifecycle DEFAULT = new Lifecycle(Optional.empty(), Acl.PUBLIC);
}
