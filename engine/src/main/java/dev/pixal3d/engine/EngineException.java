// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

/** A run that cannot succeed; the message names what is wrong and what to do. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The class of failure: decides exit codes and HTTP answers. */
    public enum Kind {
        /** The picture or volume cannot be used. */
        INPUT,
        /** Not enough memory for what was asked. */
        MEMORY,
        /** The chosen engine's weights are not complete. */
        MODEL_MISSING,
        /** The weights are there and cannot be used, or give no numbers: never the caller's fault. */
        MODEL_BROKEN
    }

    private final Kind kind;

    public EngineException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() { return kind; }
}
