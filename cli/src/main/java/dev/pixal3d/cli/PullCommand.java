// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.weights.Manifest.Part;
import dev.pixal3d.weights.Pull;
import dev.pixal3d.weights.HubSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gets the weights. */
@Command(name = "pull", mixinStandardHelpOptions = true,
        description = "Downloads the published weights, or goes on where an earlier download stopped. HF_ENDPOINT "
                + "names a mirror, HF_TOKEN a token, HTTPS_PROXY a proxy.",
        footer = {"", "Example:", "  pixal3d pull --dry-run"})
final class PullCommand implements Callable<Integer> {
    @Mixin
    private WeightsOptions options = new WeightsOptions();

    @Option(names = "--dry-run", description = "Only show what would be downloaded.")
    private boolean dryRun;

    private final Console console;

    private PullCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new PullCommand(console)); }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Part> parts = options.parts();
        Map<String, String> environment = System.getenv();
        HubSettings settings = HubSettings.of(environment, Path.of(System.getProperty("user.home")));
        TransferPrinter progress = new TransferPrinter(console, "pull");
        Pull pull = new Pull(options.folder(), settings, environment, progress);
        if (dryRun) {
            PullTable.print(console, pull.plan(parts));
            return ExitCode.OK;
        }
        try {
            pull.run(parts);
        } finally {
            progress.clear();
        }
        console.out().println(options.folder());
        return ExitCode.OK;
    }
}
