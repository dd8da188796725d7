// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.io.IOException;

/** The store of the files' bytes cannot be reached for now; the same call may work again soon. */
public final class UnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, Throwable cause) { super(message, cause); }
}
