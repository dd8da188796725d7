// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.neural.SyntheticWeights;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The neural engine's weights. */
@Command(name = "weights", mixinStandardHelpOptions = true,
        description = "Lists, checks and removes weights, and plans their memory; pixal3d pull gets them, pixal3d "
                + "inspect FOLDER examines a folder.",
        footer = {"", "Example:", "  pixal3d weights verify"})
final class WeightsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private WeightsCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        return new CommandLine(new WeightsCommand(console)).addSubcommand(WeightsListCommand.create(console))
                .addSubcommand(WeightsVerifyCommand.create(console))
                .addSubcommand(WeightsConvertCommand.create(console))
                .addSubcommand(WeightsRemoveCommand.create(console))
                .addSubcommand(WeightsPlanCommand.create(console));
    }

    @Override
    public void run() { throw Misuse.commandMissing(spec.commandLine()); }

    @Command(name = "synth", mixinStandardHelpOptions = true,
            description = "Writes a complete folder of random weights with the real names, to try the whole path "
                    + "without the real ones.")
    int synth(
            @Option(names = "--size", paramLabel = "tiny|full", defaultValue = "tiny",
                    description = "tiny: megabytes, runs on any CPU; full: as published, about 27 GB. Default: "
                            + "tiny.") String size,
            @Option(names = "--views",
                    description = "Also the flows for several pictures of one object (22 GB).") boolean views,
            @Parameters(paramLabel = "FOLDER", description = "Where to write.") Path folder) throws IOException {
        SyntheticWeights.Size wanted;
        try {
            wanted = SyntheticWeights.Size.parse(size);
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--" + e.getMessage()).exception();
        }
        SyntheticWeights.write(folder, wanted, console::say);
        if (views) SyntheticWeights.addSeveralPictures(folder, wanted, console::say);
        console.out().println(folder);
        return ExitCode.OK;
    }
}
