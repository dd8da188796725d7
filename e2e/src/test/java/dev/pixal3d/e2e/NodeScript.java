// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one of the scripts in {@code src/test/js} with Node.js. Their packages are installed once, from the lock file,
 * beside this module's {@code package.json}. Fails with the remedy where Node.js or the packages are missing.
 */
final class NodeScript {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final int INSTALL_SECONDS = 600, RUN_SECONDS = 120;

    private NodeScript() {}

    /** The standard output of {@code node <script> <arguments>}. */
    static String run(String script, List<String> arguments) throws IOException, InterruptedException {
        return run(script, arguments, RUN_SECONDS);
    }

    /** The same for a script that may take longer. */
    static synchronized String run(String script, List<String> arguments, int seconds)
            throws IOException, InterruptedException {
        install();
        List<String> command = new ArrayList<>(List.of("node", MODULE.resolve("src/test/js").resolve(script)
                .toString()));
        command.addAll(arguments);
        return execute(command, seconds);
    }

    private static void install() throws IOException, InterruptedException {
        Path wanted = MODULE.resolve("package-lock.json"), installed = MODULE.resolve(
                "node_modules/.package-lock.json");
        try (FileChannel lock = FileChannel.open(Files.createDirectories(MODULE.resolve("target")).resolve("npm.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock.lock()) { // test classes run in two processes at once
            if (Files.exists(installed) && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(
                    wanted)) >= 0)
                return;
            execute(List.of("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"), INSTALL_SECONDS);
        }
    }

    private static String execute(List<String> command, int seconds) throws InterruptedException {
        try {
            return Program.run(new ProcessBuilder(command).directory(MODULE.toFile()), seconds);
        } catch (IOException e) {
            throw new AssertionError(
                    ("%s: not found on the PATH. These tests hand files to readers written in JavaScript; install "
                            + "Node.js 20 or newer (Debian: apt install nodejs npm).").formatted(command.getFirst()),
                    e);
        }
    }
}
