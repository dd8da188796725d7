// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/** A model folder or checkpoint that cannot be used, or a run without a result; the message says what to do. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) { super(message); }
}
