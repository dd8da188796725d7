// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.KeyStore;
import dev.pixal3d.queue.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * API keys {@code id:secret}. Secrets are 128 random bits, so their plain SHA-256 is all that is stored: there is
 * nothing to guess that a slow hash would protect. Thread-safe.
 */
public final class ApiKeys {
    private static final Logger LOG = System.getLogger(ApiKeys.class.getName());

    private final KeyStore store;
    private final Clock clock;

    public ApiKeys(KeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Makes a key and returns it as {@code id:secret}, the only time its secret is known. */
    public String create(ApiKey.Scope scope, String description) {
        String secret = HexFormat.of().formatHex(Secrets.random(16));
        String id = UUID.randomUUID().toString();
        store.add(new ApiKey(id, hash(secret), scope, description, clock.instant(), Optional.empty(),
                Optional.empty()));
        return id + ":" + secret;
    }

    /** All keys, oldest first, revoked ones included. */
    public List<ApiKey> list() { return store.list(); }

    /** Makes a key invalid; false when it is unknown or already revoked. */
    public boolean revoke(String id) {
        return store.revoke(id);
    }

    /** The valid key that these credentials are. */
    public Optional<ApiKey> check(String credentials) {
        int colon = credentials.indexOf(':');
        if (colon < 1) return Optional.empty();
        byte[] hash = hash(credentials.substring(colon + 1)).getBytes(StandardCharsets.US_ASCII);
        Optional<ApiKey> key = valid(credentials.substring(0, colon))
                .filter(k -> MessageDigest.isEqual(hash, k.hash().getBytes(StandardCharsets.US_ASCII)));
        key.ifPresent(k -> noteUse(k.id()));
        return key;
    }

    /** A full disk shuts nobody out. */
    private void noteUse(String id) {
        try {
            store.used(id, clock.instant());
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "the use of a key was not noted", e);
        }
    }

    /** The key of that id unless it was revoked. */
    public Optional<ApiKey> valid(String id) {
        return store.find(id).filter(key -> key.revoked().isEmpty());
    }

    private static String hash(String secret) { return Sha256.hex(secret.getBytes(StandardCharsets.UTF_8)); }
}
