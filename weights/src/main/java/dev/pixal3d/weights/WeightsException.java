// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

/** Weights that cannot be had or used as they are; the message names the file and what to do. */
public final class WeightsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What to tell apart. */
    public enum Kind {
        /** A wrong name or setting. */
        USAGE,
        /** A host that does not answer as it should. */
        NETWORK,
        /** A token is missing, wrong, or has no access yet. */
        ACCESS,
        /** The disk has not enough room. */
        SPACE,
        /** What came is not what was published. */
        DAMAGED
    }

    private final Kind kind;

    public WeightsException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() { return kind; }
}
