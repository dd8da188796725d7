// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Other people's programs, run to their end. */
final class Program {
    private Program() {}

    /** Whether one of that name is on the PATH. */
    static boolean isInstalled(String name) {
        return Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH")).map(Path::of)
                .anyMatch(folder -> Files.isExecutable(folder.resolve(name)));
    }

    /**
     * What it prints to standard output; fails with all that it said when it does not end well or in time.
     *
     * @throws IOException
     *             when it cannot be started
     */
    static String run(ProcessBuilder builder, int seconds) throws IOException, InterruptedException {
        Path out = Files.createTempFile("program", ".out"), err = Files.createTempFile("program", ".err");
        try {
            Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("%s: not done after %d s: %s%s".formatted(builder.command(), seconds,
                        Files.readString(err), Files.readString(out)));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("%s: exit code %d: %s%s".formatted(builder.command(), process.exitValue(),
                        Files.readString(err), Files.readString(out)));
            }
            return Files.readString(out);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
