// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Platform;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program's three streams: results go to {@code out}, everything else to {@code err}. Colours only on a terminal,
 * and not where {@code NO_COLOR} (no-color.org) asks for none. Thread-safe.
 */
final class Console {
    /**
     * What the streams are connected to.
     *
     * @param out
     *            whether standard output is a terminal
     * @param err
     *            whether standard error is a terminal, which can redraw a line
     * @param colors
     *            whether a terminal may show colours
     */
    record Terminal(boolean out, boolean err, boolean colors) {
        static final Terminal NONE = new Terminal(false, false, false);

        /**
         * What is known of the streams.
         *
         * @param out
         *            whether the launcher says that standard output is one; Windows' launcher cannot tell
         * @param err
         *            the same of standard error
         * @param both
         *            whether standard input and output are both terminals, as Java says it
         */
        static Terminal of(Platform platform, Map<String, String> environment, boolean out, boolean err,
                boolean both) {
            boolean drawn = platform.drawsOver(environment) && !"dumb".equals(environment.get("TERM"));
            boolean colors = drawn && environment.getOrDefault("NO_COLOR", "").isEmpty();
            return platform == Platform.WINDOWS
                    ? new Terminal(both, both && drawn, colors)
                    : new Terminal(out, err, colors);
        }
    }

    private static final String RED = "31";
    private static final String YELLOW = "33";

    private final InputStream in;
    private final PrintStream out;
    private final Sink sink;
    private final PrintStream err;
    private final Terminal terminal;
    private volatile boolean quiet;

    /**
     * A console on any streams.
     *
     * @param out
     *            takes the results; its failures are kept for {@link #unprinted}, so not a {@link PrintStream}, which
     *            swallows them
     */
    Console(InputStream in, OutputStream out, Charset charset, PrintStream err, Terminal terminal) {
        this.in = in;
        this.sink = new Sink(out);
        this.out = new PrintStream(new BufferedOutputStream(sink), true, charset);
        this.err = err;
        this.terminal = terminal;
    }

    /** The process's own streams. */
    static Console ofProcess() {
        // none where a run-time image has no line editor and the streams are redirected
        boolean both = Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent();
        return new Console(System.in, new FileOutputStream(FileDescriptor.out), System.out.charset(), System.err,
                Terminal.of(Platform.here(), System.getenv(),
                        Boolean.getBoolean("pixal3d.terminal.out"), Boolean.getBoolean("pixal3d.terminal"), both));
    }

    InputStream in() { return in; }

    /** Why results did not reach their reader, if they did not: a full disk, a reader that went away. */
    Optional<IOException> unprinted() {
        out.flush();
        return sink.failure;
    }

    PrintStream out() { return out; }

    PrintStream err() { return err; }

    /** Whether err can redraw a line, and somebody wants to see it. */
    boolean redraws() {
        return terminal.err && !quiet;
    }

    boolean printsToTerminal() { return terminal.out; }

    boolean colorsOut() { return terminal.out && terminal.colors; }

    /** From now on results and errors only. */
    void beQuiet() { quiet = true; }

    /** A result as one line of JSON. */
    void json(Map<String, ?> result) {
        out.println(JsonMapper.shared().writeValueAsString(result));
    }

    /** Something to know; not said when quiet. */
    void say(String line) { if (!quiet) err.println(line); }

    /** Something that is not as the user may expect; not said when quiet. */
    void warn(String line) {
        say(colored(YELLOW, line));
    }

    /** What went wrong. */
    void error(String line) { err.println(colored(RED, "pixal3d:") + " " + line); }

    /** Keeps the first failure, of which a {@link PrintStream} only tells that it was. */
    private static final class Sink extends OutputStream {
        private final OutputStream target;
        private volatile Optional<IOException> failure = Optional.empty();

        Sink(OutputStream target) { this.target = target; }

        @Override
        public void write(int b) throws IOException { write(new byte[]{(byte) b}, 0, 1); }

        @Override
        public void write(byte[] data, int from, int length) throws IOException {
            try {
                target.write(data, from, length);
            } catch (IOException e) {
                if (failure.isEmpty()) failure = Optional.of(e);
                throw e;
            }
        }

        @Override
        public void flush() throws IOException { target.flush(); }
    }

    private String colored(String color, String text) {
        return terminal.err && terminal.colors ? "\u001b[" + color + "m" + text + "\u001b[m" : text;
    }
}
