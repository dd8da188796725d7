// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.pipeline.engine.EngineOptions;
import java.util.List;

/** What a run will take, told before it begins. */
public final class RunPlan {
    private RunPlan() {}

    /**
     * A table of the networks: what their weights and stages take of the device's memory, and which of them stay loaded
     * between runs.
     *
     * @param tokens
     *            most tokens that the object may have
     * @throws dev.pixal3d.core.ProblemException
     *             when the options or the weights cannot be used
     */
    public static List<String> lines(EngineOptions options, int tokens) {
        NeuralOptions neural = NeuralProvider.neural(options);
        NeuralProvider.problem(neural).ifPresent(problem -> { throw problem.exception(); });
        MemoryPlan plan = neural.plan(0);
        ModelLoader models = new ModelLoader(new ModelFolder(neural.weights()), neural.chosenDevice(), plan);
        return Residency.of(models, tokens, neural.room(plan)).lines();
    }
}
