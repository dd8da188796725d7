// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.queue.worker.WorkerLoop;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.Downloads;
import dev.pixal3d.server.work.EndpointRunner;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.WorkerTools;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One worker process of a server; started by it and spoken to over standard input and output. */
@Command(name = "worker", hidden = true, mixinStandardHelpOptions = true,
        description = "Works for the server that started it.")
final class WorkerCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The server's data folder.")
    private Path data = Path.of("");

    @Option(names = "--allow-private-urls", description = "Fetch pictures from loopback and private addresses.")
    private boolean allowPrivateUrls;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine create() {
        CommandLine line = new CommandLine(new WorkerCommand());
        EngineFlags.addTo(line.getCommandSpec());
        return line;
    }

    @Override
    public Integer call() {
        ServerConfig config = ServerConfig.defaults(data)
                .with(new ServerConfig.Access(false, allowPrivateUrls, Optional.empty()));
        try (Parallel parallel = Parallel.allCores();
                Pipeline pipeline = new Pipeline(new Engines(EngineFlags.of(spec)))) {
            WorkerLoop.serve(new EndpointRunner(Endpoints.INSTALLED, WorkerTools.of(pipeline, new Downloads(config))),
                    parallel);
        }
        return ExitCode.OK;
    }
}
