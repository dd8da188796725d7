// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops requests. */
@Command(name = "cancel", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Cancels requests on a server, waiting or running.",
        footer = {"", "Example:", "  pixal3d cancel 5f0c1a2b-..."})
final class CancelCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "REQUEST", description = "Ids of requests; pixal3d ps lists them.")
    private List<String> requests = List.of();

    @Mixin
    private ServerOptions server = new ServerOptions();

    private final Console console;

    private CancelCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new CancelCommand(console)); }

    @Override
    public Integer call() {
        ServerClient client = server.client();
        int exitCode = ExitCode.OK;
        for (String request : requests) {
            ServerClient.Answer answer = client.send("PUT", ServerClient.ofRequest(request, "/cancel"));
            if (answer.status() / 100 == 2) {
                console.out().println(request);
                if (answer.status() == 202) console.say(request + ": is running and stops at its next step");
                continue;
            }
            console.error(request + ": " + client.refused(answer).problem().message());
            exitCode = ExitCode.INPUT;
        }
        return exitCode;
    }
}
