// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.ConvertedWeights;
import dev.pixal3d.weights.Manifest.Part;
import dev.pixal3d.weights.Manifest.Use;
import dev.pixal3d.weights.WeightsFolder;
import dev.pixal3d.weights.WeightsFolder.State;
import dev.pixal3d.weights.WeightsFolder.Status;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads every byte of the weights. */
@Command(name = "verify", mixinStandardHelpOptions = true,
        description = "Reads every byte of the weights and compares it with what was published or first pulled. "
                + "Damaged files are named; pixal3d pull mends them.")
final class WeightsVerifyCommand implements Callable<Integer> {
    @Mixin
    private WeightsOptions options = new WeightsOptions();

    private final Console console;

    private WeightsVerifyCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new WeightsVerifyCommand(console)); }

    @Override
    public Integer call() throws IOException {
        WeightsFolder folder = new WeightsFolder(options.folder());
        TransferPrinter progress = new TransferPrinter(console, "verify");
        int code = ExitCode.OK;
        for (Part part : options.expected(folder)) {
            List<Status> files = folder.verify(part, progress);
            progress.clear();
            boolean absent = files.stream().allMatch(s -> s.state() == State.MISSING);
            if (absent && part.use() == Use.HELPER && !options.isChosen()) {
                console.out().println(part.name() + ": not there (runs work without)");
                continue;
            }
            List<Status> wrong = files.stream().filter(s -> !s.state().isUsable()).toList();
            wrong.forEach(s -> console.error(s.problem()));
            if (!wrong.isEmpty()) code = ExitCode.MODEL_MISSING;
            long unknown = files.stream().filter(s -> s.state() == State.PRESENT).count();
            console.out().println(part.name() + ": " + (wrong.isEmpty()
                    ? "all right" + (unknown > 0 ? " (" + unknown + " files compared with nothing: pinned now)" : "")
                    : wrong.size() + " of " + files.size() + " files are not"));
        }
        List<String> copies = new ConvertedWeights(options.folder()).verify();
        copies.forEach(console::error);
        return copies.isEmpty() ? code : ExitCode.MODEL_MISSING;
    }
}
