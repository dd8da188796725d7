// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.server.config.ServerConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What server and workers need to know in common: where things are and what is allowed. */
final class ServiceOptions {
    @Mixin
    private StorageOptions storage = new StorageOptions();

    @Option(names = "--host", paramLabel = "ADDRESS",
            description = "Address to listen on; 0.0.0.0 for all. Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 picks a free one. Default: 8000.")
    private int port = 8000;

    @Mixin
    private MonitorOptions monitor = new MonitorOptions();

    @Option(names = "--public-url", paramLabel = "URL",
            description = "The address that answers name, when a proxy stands in front. Default: the address each "
                    + "caller used.")
    private String publicUrl = "";

    @Option(names = "--trust-forwarded",
            description = "Believe X-Forwarded-Proto and X-Forwarded-Host; only behind a proxy that sets them.")
    private boolean trustForwarded;

    @Option(names = "--anonymous", description = "Answer calls without a key.")
    private boolean anonymous;

    @Option(names = "--proxy-key", paramLabel = "ID:SECRET",
            description = "A key that the proxy endpoint (/api/fal/proxy) lends to callers without one, so that a "
                    + "page needs none. Everybody who reaches the server can then run models; its other routes still "
                    + "want a key. Also: $PIXAL3D_PROXY_KEY, which other users of the machine cannot see.")
    private String proxyKey = Optional.ofNullable(System.getenv("PIXAL3D_PROXY_KEY")).orElse("");

    @Mixin
    private WorkOptions work = new WorkOptions();

    @Option(names = "--keep-requests", paramLabel = "DAYS",
            description = "How long finished requests are kept. Default: 30.")
    private int keepRequests = 30;

    @Option(names = "--keep-outputs", paramLabel = "HOURS",
            description = "How long produced files are kept; 0 for ever. Default: 0.")
    private int keepOutputs;

    @Option(names = "--key-queued", paramLabel = "N",
            description = "Requests of one key that may wait; further ones get 429. 0 for any number. Default: 0.")
    private int keyQueued;

    @Option(names = "--key-stored", paramLabel = "MIB",
            description = "Uploads and results that one key may have stored; beyond it uploads and submissions get "
                    + "507. 0 for any size. Default: 0.")
    private int keyStored;

    @Option(names = "--key-requests", paramLabel = "N",
            description = "Submissions and uploads of one key a minute, over all servers that share the store; further "
                    + "ones get 429. 0 for any number. Default: 0.")
    private int keyRequests;

    @Option(names = "--reserve", paramLabel = "MIB",
            description = "Space of the disk that uploads and submissions leave free for results and the database. "
                    + "Default: 256.")
    private int reserve = 256;

    ServerConfig config() {
        OptionRange.check("--port", port, 0, 65535);
        OptionRange.check("--keep-requests", keepRequests, 1, 36500);
        OptionRange.check("--keep-outputs", keepOutputs, 0, 24 * 36500);
        OptionRange.check("--key-queued", keyQueued, 0, 100_000_000);
        OptionRange.check("--key-stored", keyStored, 0, Integer.MAX_VALUE);
        OptionRange.check("--key-requests", keyRequests, 0, 1_000_000);
        OptionRange.check("--reserve", reserve, 0, 1 << 20);
        ServerConfig defaults = ServerConfig.defaults(storage.data());
        ServerConfig server = monitor.of(defaults)
                .with(new ServerConfig.Network(host, port,
                        publicUrl.isBlank() ? Optional.empty() : Optional.of(url(publicUrl)), trustForwarded))
                .with(new ServerConfig.Access(anonymous, false, lent()))
                .with(new ServerConfig.Retention(Duration.ofDays(keepRequests),
                        keepOutputs == 0 ? Optional.empty() : Optional.of(Duration.ofHours(keepOutputs)),
                        defaults.retention().uploads()))
                .with(new ServerConfig.Storage(storage.store(), storage.files(), (long) reserve << 20))
                .with(new ServerConfig.Quotas(Integer.MAX_VALUE, bound(keyQueued),
                        keyStored == 0 ? Long.MAX_VALUE : (long) keyStored << 20, bound(keyRequests)));
        return work.of(server, 0);
    }

    /** What works on the requests. */
    WorkOptions work() { return work; }

    private static int bound(int option) { return option == 0 ? Integer.MAX_VALUE : option; }

    private Optional<String> lent() {
        if (proxyKey.isBlank()) return Optional.empty();
        if (!proxyKey.strip().matches("[^:\\s]+:\\S+")) {
            throw Problem.usage(
                    "--proxy-key: is no key (it must look like id:secret). Make one with pixal3d keys create.")
                    .exception();
        }
        return Optional.of(proxyKey.strip());
    }

    private static URI url(String text) {
        return UrlOption.http(text).orElseThrow(() -> Problem.usage(
                "--public-url: is no http(s) URL (got " + text + "). Write it like https://models.example.org")
                .exception());
    }
}
