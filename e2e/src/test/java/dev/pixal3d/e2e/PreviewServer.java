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

/** The real server with the real preview engine, on a free port. */
final class PreviewServer implements AutoCloseable {
    private final Parallel parallel = Parallel.allCores();
    private final Pipeline pipeline = new Pipeline(new Engines(EngineOptions.NONE));
    private final PixalServer server;

    PreviewServer(Path directory) throws IOException {
        ServerConfig d = ServerConfig.defaults(directory);
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false));
        WorkerTools tools = WorkerTools.of(pipeline, new Downloads(config));
        server = PixalServer.start(config,
                new Workers.InProcess(() -> new EndpointRunner(Endpoints.INSTALLED, tools), parallel));
    }

    String url() { return server.url(); }

    String key() { return server.firstKey().orElseThrow(); }

    @Override
    public void close() {
        server.close();
        pipeline.close();
        parallel.close();
    }
}
