// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.Downloads;
import dev.pixal3d.server.work.EndpointRunner;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.WorkerTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** The real server on a free port; its workers are threads of this process. */
final class LocalServer implements AutoCloseable {
    private final Parallel parallel;
    private final Runnable closeEngine;
    private final PixalServer server;

    private LocalServer(ServerConfig config, Parallel parallel, Function<Downloads, WorkerTools> engine,
            Runnable closeEngine) throws IOException {
        this.parallel = parallel;
        this.closeEngine = closeEngine;
        WorkerTools tools = engine.apply(new Downloads(config));
        server = PixalServer.start(config,
                new Workers.InProcess(() -> new EndpointRunner(Endpoints.INSTALLED, tools), parallel));
    }

    private static ServerConfig config(Path directory) {
        return ServerConfig.defaults(directory)
                .with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false));
    }

    /** With the real preview engine. */
    static LocalServer withPreview(Path directory) throws IOException {
        Pipeline pipeline = new Pipeline(new Engines(EngineOptions.NONE));
        return new LocalServer(config(directory), Parallel.allCores(),
                downloads -> WorkerTools.of(pipeline, downloads), pipeline::close);
    }

    /** With an engine that only takes its time, and pictures from this machine: to try clients with. */
    static LocalServer withSlowEngine(Path directory) throws IOException {
        return new LocalServer(
                config(directory).with(new ServerConfig.Access(false, true, Optional.empty())), new Parallel(1),
                downloads -> new WorkerTools(new SlowEngine(), (_, _, _) -> {
                    throw new UnsupportedOperationException("only whole runs are faked");
                }, downloads), () -> {});
    }

    String url() { return server.url(); }

    String key() { return server.firstKey().orElseThrow(); }

    @Override
    public void close() {
        server.close();
        closeEngine.run();
        parallel.close();
    }
}
