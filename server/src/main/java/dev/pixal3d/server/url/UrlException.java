// SPDX-License-Identifier: MIT
package dev.pixal3d.server.url;

/** Text that is no usable web address; the message says why, in words for the one who gave it. */
public final class UrlException extends Exception {
    private static final long serialVersionUID = 1L;

    UrlException(String message) { super(message); }
}
