// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/** The networks found nothing of an object in the picture; another seed or picture may help. */
public final class EmptyObjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmptyObjectException(String message) { super(message); }
}
