// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/** A picture that cannot be used; the message names what is wrong and what to do. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which rule the picture broke; the names are those of the fal error types where one exists. */
    public enum Reason {
        /** Not one of the formats that are read. */
        UNSUPPORTED_FORMAT,
        /** Damaged, truncated or empty. */
        LOAD_ERROR,
        /** More pixels than allowed. */
        TOO_LARGE,
        /** Fewer pixels than allowed. */
        TOO_SMALL,
        /** Nothing to model: the picture is fully transparent. */
        EMPTY
    }

    private final Reason reason;

    public ImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() { return reason; }
}
