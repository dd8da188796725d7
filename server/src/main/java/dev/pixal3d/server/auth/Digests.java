// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that keys, files and messages share. */
public final class Digests {
    private Digests() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
