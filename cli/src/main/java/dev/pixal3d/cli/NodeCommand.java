// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.GpuLibraries;
import dev.pixal3d.server.app.WorkerNode;
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
import picocli.CommandLine.Spec;

/** Workers for the servers of other machines. */
@Command(name = "node", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs what servers with the same --store and --files took. It listens nowhere, except "
                + "for monitors with --metrics-port.",
        footer = {"", "Example:",
                "  pixal3d node --store postgres://pixal3d@db/pixal3d --files s3://models?endpoint=https://s3"})
final class NodeCommand implements Callable<Integer> {
    /** What the short help shows. */
    private static final Set<String> USUAL = Set.of("--data", "--store", "--files", "--workers", "--devices",
            "--drain", "--metrics-port", "--weights", "--device", "--config");

    @Mixin
    private StorageOptions storage = new StorageOptions();

    @Mixin
    private WorkOptions work = new WorkOptions();

    @Mixin
    private MonitorOptions monitor = new MonitorOptions();

    @Mixin
    private StayingOptions staying = new StayingOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private NodeCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return StayingOptions.line(new NodeCommand(console), USUAL); }

    @Override
    public Integer call() throws IOException, InterruptedException {
        staying.log().install(false);
        ServerConfig node = config();
        MemoryBudget memory = work.memory(node.work().workers());
        Workers.Processes workers = work.processes(spec, node, memory);
        try (WorkerNode running = WorkerNode.start(node, Endpoints.INSTALLED, workers,
                Staying::die)) {
            running.workers().forEach(name -> console.out().println(name));
            running.monitorPort().ifPresent(port -> console.say("pixal3d: metrics on port " + port));
            console.say("pixal3d: working on what servers take  (data in " + node.dataDir() + ")");
            console.say("pixal3d: " + memory);
            ChosenLibtorch.say(console, GpuLibraries.ofUser(), System.getenv());
            Staying.untilStopped(console, running::close);
        }
        return ExitCode.OK;
    }

    private ServerConfig config() {
        storage.checkShared();
        ServerConfig defaults = ServerConfig.defaults(storage.data());
        return monitor.of(work.of(defaults, 1))
                .with(new ServerConfig.Storage(storage.store(), storage.files(), defaults.storage().reserve()));
    }
}
