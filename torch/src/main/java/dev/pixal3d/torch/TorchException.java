// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import org.jspecify.annotations.Nullable;

/**
 * A tensor operation that libtorch refused, or a checkpoint that cannot be used. The message holds libtorch's own first
 * line, the operation and the shapes, or the file and the key.
 */
public final class TorchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TorchException(String message) { super(message); }

    public TorchException(String message, @Nullable Throwable cause) { super(message, cause); }

    /** Whether memory ran out, on the host or on the device: the caller may retry with a smaller budget. */
    public boolean isOutOfMemory() {
        String text = String.valueOf(getMessage());
        return text.contains("out of memory") || text.contains("can't allocate memory")
                || text.contains("not enough memory");
    }
}
