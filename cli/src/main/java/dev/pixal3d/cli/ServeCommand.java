// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.GpuLibraries;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.Endpoints;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The service. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Serves fal's protocol for fal-ai/pixal3d: queue, files, webhooks, keys.",
        footer = {"", "Example:",
                "  pixal3d serve --port 8000"})
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @Option(names = "--log-polls", description = "Log status polls and other successful reads too.")
    private boolean logPolls;

    @Mixin
    private StayingOptions staying = new StayingOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What the short help shows. */
    private static final Set<String> USUAL = Set.of("--data", "--host", "--port", "--public-url", "--anonymous",
            "--proxy-key", "--workers", "--weights", "--device", "--config");

    private final Console console;

    private ServeCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return StayingOptions.line(new ServeCommand(console), USUAL); }

    @Override
    public Integer call() throws IOException, InterruptedException {
        staying.log().install(logPolls);
        ServerConfig server = options.config();
        MemoryBudget memory = options.work().memory(server.work().workers());
        Workers.Processes workers = options.work().processes(spec, server, memory);
        try (PixalServer running = PixalServer.start(server, Endpoints.INSTALLED, workers, Staying::die)) {
            console.out().println(running.url());
            console.say(
                    "pixal3d: serving fal-ai/pixal3d at " + running.url() + "  (data in " + server.dataDir() + ")");
            running.monitorPort().ifPresent(port -> console.say("pixal3d: metrics on port " + port));
            console.say("pixal3d: " + memory);
            ChosenLibtorch.say(console, GpuLibraries.ofUser(), System.getenv());
            running.firstKey().ifPresent(key -> {
                console.out().println(key);
                console.say("pixal3d: the key above is shown this once; more with: pixal3d keys create");
            });
            if (server.access().anonymous()) console.say("pixal3d: anonymous: calls need no key");
            if (server.work().workers() == 0)
                console.say("pixal3d: no workers: requests wait for those of nodes or other servers");
            Staying.untilStopped(console, running::close);
        }
        return ExitCode.OK;
    }
}
