// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import dev.pixal3d.core.Problem;
import dev.pixal3d.pipeline.request.EngineName;
import dev.pixal3d.pipeline.request.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * An engine before it is opened. A module with an engine names its provider, which has a constructor without arguments,
 * in {@code META-INF/services/dev.pixal3d.pipeline.request.EngineName}; nothing else has to know it.
 */
public interface EngineProvider extends EngineName {
    /** Which engine {@code auto} tries first: the highest. */
    int preference();

    /** Settings that the command line offers for it. */
    List<EngineOption> options();

    /**
     * Refuses options whose values are not allowed; looks at nothing else.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             naming the option
     */
    void check(EngineOptions options);

    /**
     * Why the engine cannot run here: its weights are missing, for example. Takes no more than a look at the files.
     *
     * @param pictures
     *            of one object, that it is to work from
     */
    Optional<Problem> problem(EngineOptions options, int pictures);

    /**
     * A new engine; the caller closes it.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             with what {@link #problem} says, when it says so of any number of pictures
     */
    Engine open(EngineOptions options);

    /** The parameters that a request may have and this engine's models do not show. */
    List<Parameter<?>> unused();
}
