// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import java.util.Optional;

/**
 * Who calls.
 *
 * @param keyId
 *            the key's public half; empty for an anonymous caller
 * @param admin
 *            whether everything is allowed
 */
public record Identity(Optional<String> keyId, boolean admin) {
    static final Identity ANONYMOUS = new Identity(Optional.empty(), false);

    /** Whether a request that came with {@code owner} may be seen. */
    public boolean mayRead(Optional<String> owner) {
        return admin || owner.equals(keyId);
    }

    /** The name in access rules; the empty text is everybody without a key. */
    public String user() {
        return keyId.orElse("");
    }
}
