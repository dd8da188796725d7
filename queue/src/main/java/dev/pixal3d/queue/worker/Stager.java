// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import java.io.IOException;
import java.util.Optional;

/**
 * Brings what a run needs from the service's own stores into the job's directory; the counterpart of
 * {@link Publisher}. Workers reach no store themselves.
 */
@FunctionalInterface
public interface Stager {
    /** Brings nothing. */
    Stager NOTHING = (_, _) -> Optional.empty();

    /**
     * Called in the supervising process before the worker gets the job.
     *
     * @return an outcome that is known already, e.g. that the input names what its caller may not read
     * @throws IOException
     *             when a store fails; the request goes back to the queue unharmed
     */
    Optional<Outcome> stage(RequestView request, Job job) throws IOException;
}
