// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.pipeline.engine.EngineOptions;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

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

    /**
     * Loads and runs each network once by itself, on made-up input, beside what the plan reckons with: minutes on a
     * CPU.
     *
     * @param tokens
     *            that the object has
     * @param lines
     *            hears each line of the table as soon as it is known
     * @throws dev.pixal3d.core.ProblemException
     *             when the options or the weights cannot be used
     */
    public static void measure(EngineOptions options, int tokens, Consumer<String> lines) {
        NeuralOptions neural = NeuralProvider.neural(options);
        NeuralProvider.problem(neural).ifPresent(problem -> { throw problem.exception(); });
        lines.accept(String.format(Locale.ROOT, "%-30s %-34s %8s %8s %10s %10s", "network", "input", "load s", "run s",
                "used MiB", "plan MiB"));
        for (String name : StageTrial.names(neural)) {
            StageTrial.Result took = StageTrial.run(neural, name, tokens);
            lines.accept(String.format(Locale.ROOT, "%-30s %-34s %8.1f %8.1f %10d %10d", name, took.size(),
                    took.loadSeconds(), took.runSeconds(), took.used() >> 20, took.planned() >> 20));
        }
    }
}
