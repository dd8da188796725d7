// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** API keys (hashes only) and the service's own secrets. */
public interface KeyStore {
    /** Adds a key; false when its id exists. */
    boolean add(ApiKey key);

    /** The key, revoked or not. */
    Optional<ApiKey> find(String id);

    /** All keys, oldest first. */
    List<ApiKey> list();

    /** Makes a key invalid from now on, in other processes within a second; false when unknown or already revoked. */
    boolean revoke(String id);

    /** Notes that a key was used. Cheap: written at most once a minute per key. */
    void used(String id, Instant when);

    /**
     * A secret of the service that all its processes share and that survives restarts, e.g. the signing key of
     * temporary tokens.
     *
     * @param fresh
     *            makes it when there is none yet; its result is dropped when another process was faster
     */
    byte[] secret(String name, Supplier<byte[]> fresh);

    /** The secret of that name, when there is one. */
    Optional<byte[]> secret(String name);
}
