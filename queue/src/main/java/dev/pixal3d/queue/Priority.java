// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** Low requests run only when no normal one waits. */
public enum Priority {
    NORMAL, LOW
}
