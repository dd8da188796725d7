// SPDX-License-Identifier: MIT
package dev.pixal3d.safetensors;

/** A file that is not a well-formed safetensors file, or lacks what was asked for; the message names file and tensor. */
public final class SafetensorsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SafetensorsException(String message) { super(message); }
}
