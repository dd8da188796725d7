// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** One run of the program in this JVM: what it printed and how it ended. */
record Run(int exitCode, ByteArrayOutputStream printed, String err) {
    /** The pictures that the project ships. */
    static final Path EXAMPLES = Path.of("..", "examples");

    static Run of(Object... args) { return fed(new byte[0], args); }

    /**
     * Draws a slim bar: as good as any other picture where streams, names or numbers of files matter, and less work.
     */
    static Path slimPicture(Path file) throws IOException {
        int side = 300, half = 18, margin = 10;
        byte[] pixels = new byte[4 * side * side];
        for (int i = 0; i < side * side; i++) {
            int x = i % side, y = i / side;
            pixels[4 * i] = (byte) (80 + y / 2);
            pixels[4 * i + 1] = (byte) (200 - y / 3);
            pixels[4 * i + 2] = (byte) (90 + x / 4);
            boolean inside = Math.abs(x - side / 2) < half && y > margin && y < side - margin;
            pixels[4 * i + 3] = (byte) (inside ? 255 : 0);
        }
        return Files.write(file, ImageEncoder.png(new RgbaImage(side, side, pixels), true));
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
