// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

/**
 * The accelerator's state is lost for this process: every further operation on it fails, whatever the request. An error
 * and not an exception, so that a worker process ends with it and the next one starts afresh.
 */
public final class DeviceLostError extends Error {
    private static final long serialVersionUID = 1L;

    public DeviceLostError(String message, Throwable cause) { super(message, cause); }
}
