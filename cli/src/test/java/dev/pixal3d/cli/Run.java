// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** One run of the program in this JVM: what it printed and how it ended. */
record Run(int exitCode, ByteArrayOutputStream printed, String err) {
    /** The pictures that the project ships. */
    static final Path EXAMPLES = Path.of("..", "examples");
    private static final Path BAR = Path.of("..", "image", "src", "test", "resources", "bar.png");

    static Run of(Object... args) { return fed(new byte[0], args); }

    /** A slim bar: as good as any other picture where streams, names or numbers of files matter, and less work. */
    static Path slimPicture(Path file) throws IOException {
        return Files.copy(BAR, file, StandardCopyOption.REPLACE_EXISTING);
    }

    Run(int exitCode, String out, String err) {
        this(exitCode, new ByteArrayOutputStream(), err);
        printed.writeBytes(out.getBytes(StandardCharsets.UTF_8));
    }

    /** What went to standard output. */
    String out() { return printed.toString(StandardCharsets.UTF_8); }

    /** As {@link #of}, with something on standard input. */
    static Run fed(byte[] input, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(input), out, StandardCharsets.UTF_8,
                new PrintStream(err, true, StandardCharsets.UTF_8), Console.Terminal.NONE);
        int code = Main.run(console, Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        return new Run(code, out, err.toString(StandardCharsets.UTF_8));
    }

    /** Generates with settings that keep the test short. */
    static Run generateSmall(Object picture, Object output, Object... more) {
        Object[] args = {"generate", picture, "-o", output, "--decimation_target", 5000, "--texture_size", 1024};
        Object[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return of(all);
    }
}
