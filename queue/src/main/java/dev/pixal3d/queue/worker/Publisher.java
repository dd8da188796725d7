// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.RequestView;
import java.io.IOException;

/** Turns a worker's result into the stored one: moves output files to where they are served from. */
@FunctionalInterface
public interface Publisher {
    /** Keeps no files. */
    Publisher PLAIN = (_, _, done) -> done.result();

    /**
     * Called in the supervising process before the request is finished; possibly again for a later attempt, so a file
     * of an attempt that lost its lease must do no harm.
     *
     * @return the output object as JSON text
     */
    String publish(RequestView request, Job job, JobOutcome.Done done) throws IOException;
}
