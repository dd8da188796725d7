// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Takes a server's workers out of service. */
@Command(name = "drain", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Lets a server's workers finish what they run and start nothing more, waits for that, and says "
                + "when the server may be stopped. Needs a key with scope ADMIN; a new start of the server ends it.",
        footer = {"", "Example:", "  pixal3d drain --server http://127.0.0.1:8000"})
final class DrainCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 500;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--no-wait", description = "Begin, and do not wait for the end.")
    private boolean noWait;

    private final Console console;

    private DrainCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new DrainCommand(console)); }

    @Override
    public Integer call() throws InterruptedException {
        ServerClient client = server.client();
        ServerClient.Answer begun = client.send("POST", "/v1/drain");
        if (begun.status() != 202) throw client.refused(begun);
        String state = begun.body().path("drain").asString("");
        long told = -1;
        while (!noWait && state.equals("draining")) {
            JsonNode now = client.read("/v1/state");
            state = now.path("drain").asString("");
            long running = now.path("workers").valueStream()
                    .filter(worker -> worker.path("phase").asString("").equals("running")).count();
            if (running != told) console.say("draining: " + running + " still running");
            told = running;
            if (state.equals("draining")) Thread.sleep(LOOK_MILLIS);
        }
        console.out().println(state);
        return ExitCode.OK;
    }
}
