// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import dev.pixal3d.core.Sha256;
import java.security.MessageDigest;

/** The hash that keys, files and messages share. */
public final class Digests {
    private Digests() {}

    public static MessageDigest sha256() { return Sha256.digest(); }
}
