// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows what waits and runs on a server, or cancels all that waits. */
@Command(name = "queue", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Tells how many requests wait and run on a server, and whether it can work. The commands need a "
                + "key with scope ADMIN.",
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

    @Command(name = "pause", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Lets no run start, on no node of the server's store; requests are accepted and wait, what "
                    + "runs goes on.")
    int pause(@Mixin ServerOptions server) {
        return post(server.client(), "/v1/queue/pause", "the queue is paused; pixal3d queue resume ends that");
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, sortOptions = false, description = "Ends a pause.")
    int resume(@Mixin ServerOptions server) { return post(server.client(), "/v1/queue/resume", "runs start again"); }

    @Command(name = "requeue", mixinStandardHelpOptions = true, sortOptions = false,
            description = "Runs requests again that failed, expired or were cancelled: each keeps its id and stands "
                    + "behind the others, with all its attempts.")
    int requeue(@Parameters(arity = "1..*", paramLabel = "REQUEST", description = "Ids of requests; pixal3d ps --all "
            + "lists them.") List<String> requests, @Mixin ServerOptions server) {
        ServerClient client = server.client();
        int exitCode = ExitCode.OK;
        for (String request : requests) {
            ServerClient.Answer answer = client.send("POST", ServerClient.requeue(request));
            if (answer.status() == 200) {
                console.out().println(request);
                continue;
            }
            console.error(request + ": " + client.refused(answer).problem().message());
            exitCode = ExitCode.INPUT;
        }
        return exitCode;
    }

    private int post(ServerClient client, String path, String done) {
        ServerClient.Answer answer = client.send("POST", path);
        if (answer.status() != 200) throw client.refused(answer);
        console.say(done);
        return ExitCode.OK;
    }

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
