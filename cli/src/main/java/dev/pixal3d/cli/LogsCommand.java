// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Prints a request's log. */
@Command(name = "logs", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints the log of a request on a server.",
        footer = {"", "Example:", "  pixal3d logs 5f0c1a2b-... --follow"})
final class LogsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REQUEST", description = "The request's id; pixal3d ps lists them.")
    private String request = "";

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = {"-f", "--follow"}, description = "Go on until the request has ended.")
    private boolean follow;

    private final Console console;

    private LogsCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new LogsCommand(console)); }

    @Override
    public Integer call() {
        ServerClient client = server.client();
        if (!follow) {
            print(client.read(ServerClient.ofRequest(request, "/status?logs=1")));
            return ExitCode.OK;
        }
        try (Stream<JsonNode> events = client.events(ServerClient.ofRequest(request, "/status/stream?logs=1"))) {
            events.forEach(this::print);
        }
        return ExitCode.OK;
    }

    private void print(JsonNode status) {
        for (JsonNode line : status.path("logs")) {
            console.out().println(line.path("timestamp").asString() + "  " + line.path("level").asString() + "  "
                    + line.path("message").asString());
        }
        if (status.has("error")) console.error(status.path("error").asString());
    }
}
