// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunEvent;
import java.util.regex.Pattern;

/**
 * Takes this machine's paths out of texts that leave it; the last name stays. A net below the rule that messages name
 * no paths, for words that come from libraries and operating systems.
 */
public final class HiddenPaths {
    /** Two names and more behind slashes, or behind a drive; not the inside of a URL or of a relative path. */
    private static final Pattern PATH = Pattern
            .compile(
                    "(?<![\\w:/.])(?:/[^\\s/:;,\"'()<>]+)+/([^\\s/:;,\"'()<>]+)/?"
                            + "|\\b[A-Za-z]:\\\\(?:[^\\s\\\\\"']+\\\\)*([^\\s\\\\\"']+)");

    private HiddenPaths() {}

    static String in(String text) {
        return PATH.matcher(text).replaceAll(m -> java.util.regex.Matcher
                .quoteReplacement(m.group(1) != null ? m.group(1) : String.valueOf(m.group(2))));
    }

    static RunEvent.Log in(RunEvent.Log log) { return new RunEvent.Log(log.level(), in(log.line())); }

    /** A problem without them. */
    public static Problem in(Problem problem) {
        return switch (problem) {
            case Problem.Field p -> new Problem.Field(p.kind(), p.field(), in(p.message()), p.context(), p.input());
            case Problem.File p -> new Problem.General(p.kind(), in(p.message()));
            case Problem.General p -> new Problem.General(p.kind(), in(p.message()));
        };
    }
}
