// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The requests of a running server. */
@Command(name = "ps", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Lists the requests that wait or run on a server; those of your key, with an ADMIN key all.",
        footer = {"", "Example:", "  pixal3d ps --all --limit 20"})
final class PsCommand implements Callable<Integer> {
    private static final int MOST = 100;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = {"-a", "--all"}, description = "Those of the last day that have ended too.")
    private boolean all;

    @Option(names = "--limit", paramLabel = "N", description = "How many of the newest are looked at. Default: 100.")
    private int limit = MOST;

    @Option(names = "--json", description = "Print one line of JSON a request.")
    private boolean json;

    private final Console console;

    private PsCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new PsCommand(console)); }

    @Override
    public Integer call() {
        OptionRange.check("--limit", limit, 1, MOST);
        ServerClient client = server.client();
        JsonNode items = client.read("/v1/models/requests/search?sort=submitted&limit=" + limit).path("items");
        if (!json) console.out().printf(Locale.ROOT, "%-36s  %-9s  %8s  %s%n", "REQUEST", "STATE", "AGE", "WHAT");
        for (JsonNode item : items) {
            boolean ended = item.has("status_code");
            if (ended && !all) continue;
            if (json) console.out().println(item);
            else line(client, item, ended);
        }
        return ExitCode.OK;
    }

    private void line(ServerClient client, JsonNode item, boolean ended) {
        String id = item.path("request_id").asString();
        long age = Duration.between(Instant.parse(item.path("sent_at").asString()), Instant.now()).toSeconds();
        String state = ended ? item.has("error_type") ? "failed" : "done" : "";
        String what = item.path("error").asString("");
        if (!ended) {
            JsonNode status = client.get(ServerClient.ofRequest(id, "/status")).body();
            state = status.path("status").asString("").equals("IN_PROGRESS") ? "running" : "waiting";
            what = status.has("queue_position")
                    ? status.path("queue_position").asInt() + " before it"
                    : progress(status.path("progress"));
        }
        console.out().printf(Locale.ROOT, "%-36s  %-9s  %8s  %s%n", id, state,
                ProgressPrinter.duration(Math.max(0, age)), what.lines().findFirst().orElse(""));
    }

    private static String progress(JsonNode progress) {
        if (progress.isMissingNode()) return "";
        String left = progress.has("eta")
                ? ", " + ProgressPrinter.duration(progress.path("eta").asLong()) + " left"
                : "";
        return (int) (100 * progress.path("fraction").asDouble()) + " % " + progress.path("stage").asString("") + left;
    }
}
