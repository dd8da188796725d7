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
     * Counts one call of a key, over all processes of the store, if its rate allows that: it may make a minute's calls
     * at once and gets them back steadily.
     *
     * @param keyId
     *            empty for all callers without a key
     * @param perMinute
     *            in [1, 60 million]
     * @return whether it was counted; what was not costs nothing
     */
    boolean call(String keyId, int perMinute);

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
