// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.server.ops.ServerLog;
import picocli.CommandLine.Option;

/** How a program that stays writes its log. */
final class LogOptions {
    @Option(names = "--log", paramLabel = "text|json", description = "How log lines look. Default: text.")
    private String log = "text";

    /**
     * From now on the log looks so.
     *
     * @param polls
     *            see {@link ServerLog#install}
     */
    void install(boolean polls) {
        ServerLog.install(switch (log) {
            case "text" -> ServerLog.Form.TEXT;
            case "json" -> ServerLog.Form.JSON;
            default -> throw Problem.usage("--log: not known (got " + log + ", allowed text, json).").exception();
        }, polls);
    }
}
