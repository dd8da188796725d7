// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** The store itself failed: disk full, file damaged, schema too new, closed. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) { super(message); }

    public StoreException(String message, Throwable cause) { super(message, cause); }
}
