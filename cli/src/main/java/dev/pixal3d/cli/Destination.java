// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Where a command's result goes: a file, or with {@code -} standard output, on which nothing else is printed then. */
record Destination(Path path, Console console) {
    /** What {@code -o -} names. */
    static boolean isStream(Path path) {
        return path.toString().equals(PictureSource.STREAM);
    }

    boolean isStream() { return isStream(path); }

    /** Fails where {@link #produce} would, so that long work is not done in vain. */
    void prepare() {
        if (!isStream()) {
            WholeFile.prepare(path);
        } else if (console.printsToTerminal()) {
            throw Problem.usage("-o: a terminal cannot show this file. Redirect the output, or name a file.")
                    .exception();
        }
    }

    /**
     * Writes the result and counts its bytes.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when it cannot be written
     */
    <T> Written<T> produce(WholeFile.Producer<T> producer) {
        return isStream() ? toStream(producer) : WholeFile.produce(path, producer);
    }

    private <T> Written<T> toStream(WholeFile.Producer<T> producer) {
        try (Counting out = new Counting(console.out())) {
            T result = producer.writeTo(out);
            Optional<IOException> failure = console.unprinted();
            if (failure.isPresent()) throw failure.get();
            return new Written<>(result, out.bytes);
        } catch (IOException e) {
            throw WholeFile.unprintable(e);
        }
    }

    /** Prints a line about the result, unless the result itself is printed. */
    void tell(String line) {
        if (!isStream()) console.out().println(line);
    }

    /** What was found out while writing, and how many bytes were written. */
    record Written<T>(T result, long bytes) {}

    /** Counts what goes through; leaves the stream open. */
    static final class Counting extends OutputStream {
        private final OutputStream out;
        private long bytes;

        Counting(OutputStream out) { this.out = out; }

        long bytes() { return bytes; }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] data, int from, int length) throws IOException {
            out.write(data, from, length);
            bytes += length;
        }

        @Override
        public void flush() throws IOException { out.flush(); }

        @Override
        public void close() throws IOException { out.flush(); }
    }
}
