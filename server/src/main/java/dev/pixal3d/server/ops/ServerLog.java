// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import dev.pixal3d.server.http.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line per event on standard error, for people or for machines. What concerns a request names its id: at the
 * beginning of the text, or as {@code request_id}.
 */
public final class ServerLog {
    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private ServerLog() {}

    /** How lines look. */
    public enum Form {
        TEXT,
        JSON
    }

    /** From now on the log lasts until the process ends. Call before anything is logged. */
    public static void keepToTheEnd() {
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    }

    /**
     * Replaces this process's logging.
     *
     * @param polls
     *            whether status polls and other successful reads are logged too
     */
    public static void install(Form form, boolean polls) {
        Logger root = Logger.getLogger("");
        for (Handler before : root.getHandlers()) root.removeHandler(before);
        Handler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(formatter(form));
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        Logger.getLogger("io.helidon").setLevel(Level.WARNING);
        if (polls) Logger.getLogger("dev.pixal3d.http").setLevel(Level.FINE);
    }

    static Formatter formatter(Form form) { return form == Form.JSON ? new JsonLines() : new TextLines(); }

    private static final class TextLines extends Formatter {
        @Override
        public String format(LogRecord event) {
            return "%s %-7s %s%n%s".formatted(event.getInstant().truncatedTo(ChronoUnit.MILLIS), event.getLevel(),
                    formatMessage(event).replace("\n", "\\n"), trace(event));
        }
    }

    private static final class JsonLines extends Formatter {
        @Override
        public String format(LogRecord event) {
            Map<String, Object> line = Json.map("time", event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString(),
                    "level", event.getLevel().getName(), "logger", String.valueOf(event.getLoggerName()));
            Object[] parameters = event.getParameters();
            boolean named = parameters != null && parameters.length > 0
                    && String.valueOf(parameters[0]).matches(ID);
            if (named) line.put("request_id", parameters[0]);
            line.put("message", formatMessage(event));
            if (event.getThrown() != null) line.put("exception", trace(event));
            return Json.text(line) + System.lineSeparator();
        }
    }

    private static String trace(LogRecord event) {
        if (event.getThrown() == null) return "";
        StringWriter text = new StringWriter();
        event.getThrown().printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
