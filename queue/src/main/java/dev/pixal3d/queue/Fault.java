// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.util.Locale;

/** What can go wrong in the machinery, named and numbered as fal's request errors are. */
public enum Fault {
    /** A run exceeded its time limit. */
    REQUEST_TIMEOUT(504),
    /** A worker did not become ready in time. */
    STARTUP_TIMEOUT(504),
    /** A worker died or its lease ran out. */
    RUNNER_DISCONNECTED(503),
    /** A worker's program cannot be started. */
    RUNNER_SCHEDULING_FAILURE(503),
    /** A worker said it was done but left no readable outcome. */
    RUNNER_INCOMPLETE_RESPONSE(502),
    /** A run ended with an error nobody foresaw. */
    RUNNER_SERVER_ERROR(500),
    /** This service has a bug. */
    INTERNAL_ERROR(500);

    private final int status;

    Fault(int status) { this.status = status; }

    /** HTTP status of the result. */
    public int status() { return status; }

    /** The wire name, e.g. {@code runner_disconnected}. */
    public String type() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The fault with that wire name. */
    public static Fault ofType(String type) {
        return valueOf(type.toUpperCase(Locale.ROOT));
    }
}
