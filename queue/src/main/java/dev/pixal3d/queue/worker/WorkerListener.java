// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import java.time.Duration;

/** Hears what workers do, for logs and metrics. Called from many threads; must return quickly. */
public interface WorkerListener {
    /** Ignores everything. */
    WorkerListener NONE = new WorkerListener() {
    };

    /** An attempt started; the request waited so long for it since it was accepted. */
    default void started(String worker, RequestView request, Duration waited) {}

    /** A stage of a run ended. */
    default void stageEnded(String worker, String stage, Duration time) {}

    /** A request ended in a worker's hands; {@code request} is as it was when claimed. */
    default void ended(String worker, RequestView request, Outcome outcome, Duration time) {}

    /** An attempt was lost with its worker, or released; the request may be tried again. */
    default void lost(String worker, RequestView request, Fault fault, String reason) {}

    /** A worker failed: it died, did not start, hung, or the store failed it. */
    default void failed(String worker, String reason) {}

    /** A worker wrote a line of text that is no message. */
    default void line(String worker, String text) {}
}
