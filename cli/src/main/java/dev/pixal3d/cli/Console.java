// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Where the program prints: results to {@code out}, everything else to {@code err}.
 *
 * @param terminal
 *            whether err is a terminal that can redraw a line
 * @param results
 *            what is below {@code out} and knows what went wrong there
 */
record Console(PrintStream out, PrintStream err, boolean terminal, Results results) {
    /** A stream that remembers why it failed: a {@link PrintStream} tells nobody. */
    static final class Results extends FilterOutputStream {
        private Optional<IOException> lost = Optional.empty();

        Results(OutputStream out) { super(out); }

        @Override
        public void write(int b) throws IOException { write(new byte[]{(byte) b}, 0, 1); }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                if (lost.isEmpty()) lost = Optional.of(e);
                throw e;
            }
        }
    }

    Console(PrintStream out, PrintStream err, boolean terminal) {
        this(out, err, terminal, new Results(out));
    }

    /** The process's own streams; the launcher says whether stderr is a terminal. */
    static Console ofProcess() {
        Results results = new Results(new FileOutputStream(FileDescriptor.out));
        return new Console(new PrintStream(results, true, System.out.charset()), System.err,
                Boolean.getBoolean("pixal3d.terminal"), results);
    }

    /** Why results were lost, if any were. */
    Optional<IOException> lost() {
        out.flush();
        return results.lost;
    }
}
