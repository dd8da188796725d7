// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.worker.WorkerLoop;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.Downloads;
import dev.pixal3d.server.work.EndpointRunner;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.WorkerTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A worker program for tests: seed 13 kills its process always, seed 7 the first time. */
final class CrashWorker {
    private CrashWorker() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        ServerConfig config = ServerConfig.defaults(directory);
        FakeEngine engine = new FakeEngine();
        engine.script((request, context) -> {
            FakeEngine.THREE_STAGES.run(request, context);
            if (request.seed() == 13 || request.seed() == 7 && first(directory)) Runtime.getRuntime().halt(137);
        });
        WorkerLoop.serve(
                new EndpointRunner(Endpoints.INSTALLED,
                        new WorkerTools(engine, FakeEngine::prepare, new Downloads(config))),
                new Parallel(1));
    }

    private static boolean first(Path directory) {
        try {
            Files.createFile(directory.resolve("crashed-once"));
            return true;
        } catch (java.nio.file.FileAlreadyExistsException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
