// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * A network gave values that are no numbers: its weights are damaged, or the device computes wrongly. Never the
 * picture's fault. The message names the network and what it gave.
 */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotFiniteException(String message) { super(message); }
}
