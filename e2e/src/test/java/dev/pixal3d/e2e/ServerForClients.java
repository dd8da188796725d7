// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.GenerateResult;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.EngineJobRunner;
import dev.pixal3d.server.work.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The real server with an engine that only takes its time: seed 100000 + n runs for n milliseconds. */
final class ServerForClients implements AutoCloseable {
    private final Parallel parallel = new Parallel(1);
    private final PixalServer server;

    ServerForClients(Path directory) throws IOException {
        ServerConfig d = ServerConfig.defaults(directory);
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Access(false, true, Optional.empty()));
        Pictures pictures = new Pictures(config);
        server = PixalServer.start(config,
                new Workers.InProcess(() -> new EngineJobRunner(new SlowEngine(), pictures), parallel));
    }

    String url() { return server.url(); }

    String key() { return server.firstKey().orElseThrow(); }

    @Override
    public void close() {
        server.close();
        parallel.close();
    }

    private static final class SlowEngine implements Engine {
        @Override
        public String name() { return "slow"; }

        @Override
        public DecodedAsset decode(RgbaImage image, GenerateRequest request, RunContext context) {
            throw new UnsupportedOperationException("only whole runs are faked");
        }

        @Override
        public GenerateResult generate(RgbaImage image, GenerateRequest request, RunContext context) {
            long milliseconds = request.seed() >= 100_000 ? request.seed() - 100_000 : 0;
            for (int stage = 1; stage <= 3; stage++) {
                context.at("stage " + stage, 1, 1, stage / 3.0);
                context.info("stage " + stage);
                pause(milliseconds / 3, context);
            }
            byte[] glb = "glTF\2\0\0\0\14\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
            return new GenerateResult(glb, request.seed(), Map.of("engine", "slow"));
        }

        private static void pause(long milliseconds, RunContext context) {
            long end = System.nanoTime() + milliseconds * 1_000_000;
            while (System.nanoTime() < end) {
                context.check();
                try {
                    Thread.sleep(Math.min(10, milliseconds));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
