// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A bug that showed in a run. What it was goes to the log with its stack trace; what leaves the service is an id to
 * find it there, because exceptions speak of files and internals that are nobody else's business.
 */
final class Incident {
    /** What the owner of a run that found no memory can do. */
    static final String OUT_OF_MEMORY = "out of memory; choose a smaller resolution, decimation_target or texture_size";
    private static final Logger LOG = Logger.getLogger(Incident.class.getName());

    private Incident() {}

    /** Logs it and says what the request's owner may know. */
    static String report(Throwable thrown) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.log(Level.SEVERE, "incident " + id, thrown);
        return thrown instanceof OutOfMemoryError
                ? OUT_OF_MEMORY + " (incident " + id + ")"
                : "Internal error; the server's log says more under incident " + id;
    }
}
