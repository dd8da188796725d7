// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** Low requests run only when no normal one waits. Declared in serving order, which is stored. */
public enum Priority {
    NORMAL,
    LOW
}
