// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs the usual commands once on a drawn picture, while the JVM records which classes they load and what they compile;
 * the launcher makes its start-up cache that way.
 */
@Command(name = "rehearse", hidden = true, description = "Runs the usual commands once; used by the launcher.")
final class RehearseCommand implements Callable<Integer> {
    private static final int SIDE = 320;

    @Parameters(arity = "1", paramLabel = "FOLDER", description = "For the results; may be deleted afterwards.")
    private Path folder = Path.of("");

    private final Console console;

    private RehearseCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new RehearseCommand(console)); }

    @Override
    public Integer call() throws IOException {
        Path picture = folder.resolve("disc.png");
        Path model = folder.resolve("disc.glb");
        Files.write(picture, ImageEncoder.png(disc(), true));
        // all commands are made for it
        Main.run(console, "--help");
        int made = Main.run(console, "generate", picture.toString(), "-o", model.toString(), "--seed", "1");
        serveOnePage();
        return made != ExitCode.OK ? made : Main.run(console, "inspect", model.toString());
    }

    private void serveOnePage() throws IOException {
        ServerConfig defaults = ServerConfig.defaults(folder.resolve("data"));
        ServerConfig config = defaults.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Work(0, defaults.work().timeLimit(), defaults.work().recycleAfter(), List.of()));
        try (PixalServer server = PixalServer.start(config, new Workers.Processes(List.of()));
                InputStream page = URI.create(server.url() + "/").toURL().openStream()) {
            page.readAllBytes();
        }
    }

    private static RgbaImage disc() {
        byte[] pixels = new byte[4 * SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int at = 4 * (y * SIDE + x);
                double r = Math.hypot(x - SIDE / 2.0, y - SIDE / 2.2) / (SIDE / 2.6);
                pixels[at] = (byte) (200 - 100 * r);
                pixels[at + 1] = (byte) (90 + x / 4);
                pixels[at + 2] = (byte) (60 + y / 3);
                pixels[at + 3] = (byte) (r < 1 || x > 120 && x < 200 && y > 100 && y < 300 ? 255 : 0);
            }
        }
        return new RgbaImage(SIDE, SIDE, pixels);
    }
}
