// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import java.util.logging.LogManager;

/**
 * Logging that lasts as long as the process. The JDK's own manager takes all handlers away as soon as a shutdown
 * begins, when a server that is told to stop may have minutes of draining to tell of.
 */
public final class LastingLogManager extends LogManager {
    /** For the JDK, which finds it by the name that {@link ServerLog#keepToTheEnd} sets. */
    public LastingLogManager() {}

    /** Not at all: handlers write each line at once, so there is nothing to close. */
    @Override
    public void reset() {}
}
