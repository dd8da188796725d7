// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * A stored file.
 *
 * @param key
 *            its name in the file store, unique
 * @param name
 *            its name for people
 * @param contentType
 *            media type
 * @param bytes
 *            size
 * @param sha256
 *            lower-case hex of its content's hash
 * @param requestId
 *            the request whose output it is, or whose input brought it along; empty for uploads
 * @param keyId
 *            the API key that owns it
 * @param created
 *            when it was stored
 * @param expires
 *            when it goes; empty: never
 * @param acl
 *            who may read it
 * @param blob
 *            under which name its bytes are stored
 */
public record FileRecord(String key, String name, String contentType, long bytes, String sha256,
        Optional<String> requestId, Optional<String> keyId, Instant created, Optional<Instant> expires, Acl acl,
        String blob) {
    public boolean expired(Instant now) { return expires.isPresent() && !expires.get().isAfter(now); }
}
