// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Platform;
import java.io.InputStream;
import java.io.PrintStream;
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

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RED = "31";
    private static final String YELLOW = "33";

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private volatile boolean quiet;

    Console(InputStream in, PrintStream out, PrintStream err, Terminal terminal) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** The process's own streams. */
    static Console ofProcess() {
        // none where a run-time image has no line editor and the streams are redirected
        boolean both = Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent();
        return new Console(System.in, System.out, System.err, Terminal.of(Platform.here(), System.getenv(),
                Boolean.getBoolean("pixal3d.terminal.out"), Boolean.getBoolean("pixal3d.terminal"), both));
    }

    InputStream in() { return in; }

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
        out.println(JSON.writeValueAsString(result));
    }

    /** Something to know; not said when quiet. */
    void say(String line) { if (!quiet) err.println(line); }

    /** Something that is not as the user may expect; not said when quiet. */
    void warn(String line) {
        say(colored(YELLOW, line));
    }

    /** What went wrong. */
    void error(String line) { err.println(colored(RED, "pixal3d:") + " " + line); }

    private String colored(String color, String text) {
        return terminal.err && terminal.colors ? "\u001b[" + color + "m" + text + "\u001b[m" : text;
    }
}
