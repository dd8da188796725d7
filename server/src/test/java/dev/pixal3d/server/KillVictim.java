// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.worker.WorkerLoop;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.Downloads;
import dev.pixal3d.server.work.EndpointRunner;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.WorkerTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The programs that {@link KillTest} kills: the real server, which tells its port on standard output, and its workers.
 * Arguments: {@code server} or {@code worker}, data directory, number of workers.
 */
final class KillVictim {
    private KillVictim() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        ServerConfig d = ServerConfig.defaults(directory);
        if (arguments[0].equals("worker")) {
            WorkerLoop.serve(
                    new EndpointRunner(Endpoints.INSTALLED,
                            new WorkerTools(new FakeEngine(), FakeEngine::prepare, new Downloads(d))),
                    new Parallel(1));
        }
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, d.network().publicUrl(), false)).with(
                new ServerConfig.Work(Integer.parseInt(arguments[2]), d.work().timeLimit(), 100, List.of()));
        PixalServer server = PixalServer.start(config,
                new Workers.Processes(command("worker", directory.toString(), arguments[2])));
        System.out.println(server.port());
        new CountDownLatch(1).await();
    }

    /** Starts a server. */
    static Process server(Path directory, int workers) throws IOException {
        return new ProcessBuilder(command("server", directory.toString(), Integer.toString(workers)))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
                "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file", ""),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                KillVictim.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
