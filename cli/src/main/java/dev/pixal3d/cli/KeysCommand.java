// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.auth.ApiKeys;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The service's keys; works while the server runs. */
@Command(name = "keys", mixinStandardHelpOptions = true, description = "Creates, lists and revokes API keys.",
        footer = {"", "Example:", "  pixal3d keys create --scope API --description \"the shop's page\""})
final class KeysCommand implements Runnable {
    @Mixin
    private StorageOptions storage = new StorageOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private KeysCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new KeysCommand(console)); }

    @Override
    public void run() { throw Misuse.commandMissing(spec.commandLine()); }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a key and prints it this once.")
    int create(
            @Option(names = "--scope", paramLabel = "API|ADMIN", defaultValue = "API",
                    description = "What it may do. Default: API.") String scope,
            @Option(names = "--description", paramLabel = "TEXT", defaultValue = "",
                    description = "What it is for.") String description) {
        ApiKey.Scope wanted = switch (scope.toUpperCase(Locale.ROOT)) {
            case "API" -> ApiKey.Scope.API;
            case "ADMIN" -> ApiKey.Scope.ADMIN;
            default -> throw Problem.usage("--scope: not known (got " + scope + ", allowed API, ADMIN).").exception();
        };
        try (Store store = Stores.open(storage.store())) {
            console.out().println(new ApiKeys(store.keys(), Clock.systemUTC()).create(wanted, description));
        }
        return ExitCode.OK;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys' public halves.")
    int list() {
        try (Store store = Stores.open(storage.store())) {
            for (ApiKey key : new ApiKeys(store.keys(), Clock.systemUTC()).list()) {
                console.out().println(key.id() + "  " + key.scope() + "  " + key.created()
                        + (key.revoked().isPresent() ? "  revoked" : "") + "  " + key.description());
            }
        }
        return ExitCode.OK;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Makes a key useless at once.")
    int revoke(@Parameters(paramLabel = "ID", description = "The key's public half.") String id) {
        try (Store store = Stores.open(storage.store())) {
            if (!new ApiKeys(store.keys(), Clock.systemUTC()).revoke(id)) {
                throw Problem.usage("keys: no such key (got " + id + "). See pixal3d keys list.").exception();
            }
        }
        console.out().println(id);
        return ExitCode.OK;
    }
}
