// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.queue.worker.Job;
import java.io.IOException;
import java.util.List;

/**
 * A model that can be called: its name, what it reads, what it answers, and what a worker does. The rest of the service
 * is the same for every endpoint: paths, checks of the input, OpenAPI document and documentation follow from this, and
 * {@link Endpoints#INSTALLED} is where one is registered. Immutable; used by the server and, in another process, by
 * workers.
 */
public interface Endpoint {
    EndpointId id();

    /** Its name for people. */
    String title();

    /** What kind of model it is, in fal's words, e.g. {@code image-to-3d}. */
    String category();

    /** One sentence. */
    String description();

    /** What it reads, in the order a form shows it. */
    List<Parameter<?>> inputs();

    /** What it answers, in this order. */
    List<Output> outputs();

    /**
     * Works on one request in a worker.
     *
     * @param settings
     *            the checked values of {@link #inputs}
     * @param job
     *            where output files go
     * @return what was made, named as in {@link #outputs}
     * @throws dev.pixal3d.core.ProblemException
     *             when the input cannot be used
     */
    JobResult run(Settings settings, Job job, WorkerTools tools, RunContext context) throws IOException;

    /**
     * One field of an endpoint's answer.
     *
     * @param always
     *            whether every answer has it
     */
    record Output(String name, Content content, String description, boolean always) {
        /** What an output is. */
        public enum Content {
            FILE,
            FILES,
            INTEGER,
            OBJECT
        }
    }
}
