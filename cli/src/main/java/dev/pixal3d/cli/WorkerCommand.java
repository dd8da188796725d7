// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.worker.WorkerLoop;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.EngineJobRunner;
import dev.pixal3d.server.work.Pictures;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One worker process of a server; started by it and spoken to over standard input and output. */
@Command(name = "worker", hidden = true, mixinStandardHelpOptions = true, description = "Works for the server that started it.")
final class WorkerCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The server's data folder.")
    private Path data = Path.of("");

    @Option(names = "--allow-private-urls", description = "Fetch pictures from loopback and private addresses.")
    private boolean allowPrivateUrls;

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    static CommandLine create() { return new CommandLine(new WorkerCommand()); }

    @Override
    public Integer call() {
        ServerConfig config = ServerConfig.defaults(data)
                .with(new ServerConfig.Access(false, allowPrivateUrls, Optional.empty()));
        try (Parallel parallel = Parallel.allCores()) {
            WorkerLoop.serve(new EngineJobRunner(new SwitchingEngine(engineOptions.engines()), new Pictures(config)),
                    parallel);
        }
        return ExitCode.OK;
    }
}
