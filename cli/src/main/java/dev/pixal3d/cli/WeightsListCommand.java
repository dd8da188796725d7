// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.weights.Manifest.Part;
import dev.pixal3d.weights.WeightsFolder;
import dev.pixal3d.weights.WeightsFolder.Status;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What there is. */
@Command(name = "list", mixinStandardHelpOptions = true,
        description = "Shows every part: its use, licence, source, and how much of it is there.")
final class WeightsListCommand implements Callable<Integer> {
    @Mixin
    private WeightsOptions options = new WeightsOptions();

    private final Console console;

    private WeightsListCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new WeightsListCommand(console)); }

    @Override
    public Integer call() throws IOException {
        List<Part> parts = options.isChosen() ? options.parts() : options.manifest().parts();
        WeightsFolder folder = new WeightsFolder(options.folder());
        console.out().printf(Locale.ROOT, "%-12s %-20s %9s %-9s %-28s %s%n", "part", "use", "GB", "files", "licence",
                "source");
        for (Part part : parts) {
            List<Status> files = folder.list(part);
            long there = files.stream().filter(s -> s.state().isUsable()).count();
            long bytes = files.stream().mapToLong(s -> Math.max(0, s.expected())).sum();
            console.out().printf(Locale.ROOT, "%-12s %-20s %9s %-9s %-28s %s%s%n", part.name(),
                    part.replaces().map(r -> "instead of " + r).orElse(part.use().name().toLowerCase(Locale.ROOT)),
                    bytes == 0 ? "?" : String.format(Locale.ROOT, "%.2f", bytes / 1e9),
                    there + " of " + files.size(), part.licence().name(), part.source(),
                    part.gated() ? " (gated)" : "");
        }
        return ExitCode.OK;
    }
}
