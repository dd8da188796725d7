// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.weights.Manifest.Part;
import dev.pixal3d.weights.WeightsFolder;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives the disk back. */
@Command(name = "remove", mixinStandardHelpOptions = true,
        description = "Removes the pulled files of the parts named with --only, or with --all of every part. Files "
                + "that are not of these parts stay.")
final class WeightsRemoveCommand implements Callable<Integer> {
    @Mixin
    private WeightsOptions options = new WeightsOptions();

    @Option(names = "--all", description = "Every part.")
    private boolean all;

    private final Console console;

    private WeightsRemoveCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new WeightsRemoveCommand(console)); }

    @Override
    public Integer call() throws IOException {
        if (all == options.isChosen()) {
            throw Problem.usage("--only: name the parts to remove, or give --all (got "
                    + (all ? "both" : "neither") + ").").exception();
        }
        WeightsFolder folder = new WeightsFolder(options.folder());
        long free = 0;
        for (Part part : all ? options.manifest().parts() : options.parts()) free += folder.remove(part);
        console.out().printf(Locale.ROOT, "%.2f GB free%n", free / 1e9);
        return ExitCode.OK;
    }
}
