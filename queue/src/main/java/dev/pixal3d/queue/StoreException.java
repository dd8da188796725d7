// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** The store itself failed: disk full, file damaged, schema too new, closed. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What can be done about it. */
    public enum Kind {
        /** No space is left; the same call works again once there is some. */
        FULL,
        /** What is stored was damaged or lost: nothing may be written before somebody has looked. */
        DAMAGED,
        /** Anything else: it cannot be opened, a disk fails, it was closed. */
        FAILED
    }

    public StoreException(String message) { this(Kind.FAILED, message); }

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(String message, Throwable cause) { this(Kind.FAILED, message, cause); }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() { return kind; }
}
