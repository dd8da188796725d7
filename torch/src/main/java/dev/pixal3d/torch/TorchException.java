// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor operation that libtorch refused, or a checkpoint that cannot be used. The message holds libtorch's own first
 * line, the operation and the shapes, or the file and the key.
 */
public final class TorchException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final List<String> OUT_OF_MEMORY = List.of("out of memory", "can't allocate memory",
            "not enough memory", "std::bad_alloc", "_STATUS_ALLOC_FAILED", "_STATUS_INSUFFICIENT_RESOURCES");
    private static final List<String> FATAL = List.of("CUDA error", "CUDA driver error",
            "CUDNN_STATUS_EXECUTION_FAILED",
            "CUDNN_STATUS_INTERNAL_ERROR", "CUDNN_STATUS_MAPPING_ERROR", "CUBLAS_STATUS_EXECUTION_FAILED",
            "CUBLAS_STATUS_INTERNAL_ERROR", "CUBLAS_STATUS_MAPPING_ERROR", "CUBLAS_STATUS_NOT_INITIALIZED",
            "device-side assert");

    public TorchException(String message) { super(message); }

    public TorchException(String message, @Nullable Throwable cause) { super(message, cause); }

    /** Whether memory ran out, on the host or on the device: the caller may retry with a smaller budget. */
    public boolean isOutOfMemory() {
        return mentions(OUT_OF_MEMORY);
    }

    /**
     * Whether the device's state is lost: every further operation of this process on it fails, so the process has to
     * end. CUDA reports such errors late, from whatever call comes next; every CUDA error but lack of memory counts.
     */
    public boolean isFatal() { return !isOutOfMemory() && mentions(FATAL); }

    private boolean mentions(List<String> words) {
        String text = String.valueOf(getMessage());
        return words.stream().anyMatch(text::contains);
    }
}
