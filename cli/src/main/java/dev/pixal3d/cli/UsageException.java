// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

/** Options that do not make sense; the message says which and what to write instead. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) { super(message); }
}
