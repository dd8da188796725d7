// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.RunPlan;
import dev.pixal3d.pipeline.request.Parameters;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a run will take. */
@Command(name = "plan", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Shows what a run takes of the device's memory, network by network, and which networks stay "
                + "loaded between runs.")
final class WeightsPlanCommand implements Callable<Integer> {
    @Option(names = "--max_num_tokens", paramLabel = "N",
            description = "Most tokens that the object may have. Default: as for generate.")
    private int tokens = Parameters.MAX_NUM_TOKENS.fallback().orElseThrow();

    @Option(names = "--measure",
            description = "Also load and run each network once by itself, on made-up input, and show what that took.")
    private boolean measure;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private WeightsPlanCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new WeightsPlanCommand(console));
        EngineFlags.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() {
        RunPlan.lines(EngineFlags.of(spec), tokens).forEach(console.out()::println);
        if (measure) RunPlan.measure(EngineFlags.of(spec), tokens, console.out()::println);
        return ExitCode.OK;
    }
}
