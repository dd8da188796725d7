// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.ConvertedWeights;
import dev.pixal3d.neural.NeuralOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies in the type that a GPU's runs compute with. */
@Command(name = "convert", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Keeps copies of the flow transformers in bf16 beside the published files: half as large, and "
                + "mapped by each process that starts instead of being converted. Runs in bf16 use them by themselves.")
final class WeightsConvertCommand implements Callable<Integer> {
    @Option(names = "--weights", paramLabel = "FOLDER",
            description = "The weights folder. Default: $PIXAL3D_WEIGHTS or ~/.pixal3d/weights.")
    private Path weights = NeuralOptions.defaultWeights();

    @Option(names = "--remove", description = "Remove the copies instead.")
    private boolean remove;

    private final Console console;

    private WeightsConvertCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new WeightsConvertCommand(console)); }

    @Override
    public Integer call() throws IOException {
        ConvertedWeights copies = new ConvertedWeights(weights);
        if (remove) {
            console.out().printf(Locale.ROOT, "%.1f MB free%n", copies.remove() / 1e6);
            return ExitCode.OK;
        }
        for (Path copy : copies.write(console::say)) {
            console.out().printf(Locale.ROOT, "%s: %.1f MB%n", copy, Files.size(copy) / 1e6);
        }
        return ExitCode.OK;
    }
}
