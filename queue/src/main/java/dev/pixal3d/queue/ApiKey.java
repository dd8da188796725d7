// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * An API key as stored.
 *
 * @param id
 *            its public half
 * @param hash
 *            hash of its secret half, as the caller computes it; the secret is never stored
 * @param scope
 *            what it may do
 * @param description
 *            for people
 * @param created
 *            when it was made
 * @param revoked
 *            when it was made invalid
 * @param lastUsed
 *            when it was last used, to the minute
 */
public record ApiKey(String id, String hash, Scope scope, String description, Instant created,
        Optional<Instant> revoked, Optional<Instant> lastUsed) {
    /** What a key may do. */
    public enum Scope {
        /** Call models and read its own requests. */
        API,
        /** Everything. */
        ADMIN
    }
}
