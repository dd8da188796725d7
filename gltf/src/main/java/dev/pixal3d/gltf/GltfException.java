// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

/** A file that is not what it says, or geometry that cannot be written; the message names where, what and the remedy. */
public final class GltfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GltfException(String message) { super(message); }

    public GltfException(String message, Throwable cause) { super(message, cause); }
}
