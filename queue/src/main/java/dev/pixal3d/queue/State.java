// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** The three states of a request, named as fal's API names them. How a completed one ended is its {@link Outcome}. */
public enum State {
    IN_QUEUE,
    IN_PROGRESS,
    COMPLETED
}
