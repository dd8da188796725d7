// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which server a command speaks to, and as whom. */
final class ServerOptions {
    @Option(names = "--server", paramLabel = "URL",
            description = "The running server's address. Default: http://127.0.0.1:8000.")
    private String server = "http://127.0.0.1:8000";

    @Option(names = "--key", paramLabel = "ID:SECRET",
            description = "A key of that server. Default: $FAL_KEY, which other users of the machine cannot see.")
    private String key = Optional.ofNullable(System.getenv("FAL_KEY")).orElse("");

    /** A connection; nothing is sent yet. */
    ServerClient client() {
        if (!server.matches("https?://[^/?#\\s]+/?")) {
            throw Problem.usage("--server: is no address of a server (got " + server
                    + ", allowed http://HOST:PORT or https://HOST).").exception();
        }
        return new ServerClient(URI.create(server.replaceFirst("/$", "")), key);
    }
}
