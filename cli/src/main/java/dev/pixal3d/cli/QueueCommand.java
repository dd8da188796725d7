// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows what waits and runs on a server, or cancels all that waits. */
@Command(name = "queue", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Tells how many requests wait and run on a server, and whether it can work.",
        footer = {"", "Example:", "  pixal3d queue --server http://127.0.0.1:8000"})
final class QueueCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--clear", description = "Cancel all requests that wait; needs a key with scope ADMIN.")
    private boolean clear;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Console console;

    private QueueCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new QueueCommand(console)); }

    @Override
    public Integer call() {
        ServerClient client = server.client();
        if (clear) {
            ServerClient.Answer answer = client.send("DELETE", ServerClient.QUEUE);
            if (answer.status() != 200) throw client.refused(answer);
            console.say("cancelled " + answer.body().path("cancelled").asString("none"));
        }
        // not ready is an answer too
        JsonNode health = client.get("/health").body();
        if (json) {
            console.out().println(health);
            return ExitCode.OK;
        }
        health.path("queue").properties().forEach(e -> console.out().println(e.getKey() + ": " + e.getValue()));
        health.path("checks").properties()
                .forEach(e -> console.out().println(e.getKey() + ": " + e.getValue().asString()));
        return ExitCode.OK;
    }
}
