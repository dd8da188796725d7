// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.server.config.ServerConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
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

    @Option(names = "--allow-private-urls",
            description = "Fetch pictures from and send webhooks to loopback and private addresses.")
    private boolean allowPrivateUrls;

    @Option(names = "--workers", paramLabel = "N",
            description = "Worker processes; 0 answers and queues only. Default: one for each of --devices, else 1.")
    private Optional<Integer> workers = Optional.empty();

    @Option(names = "--time-limit", paramLabel = "SECONDS", description = "Longest time of one attempt. Default: 3600.")
    private int timeLimit = 3600;

    @Option(names = "--recycle-after", paramLabel = "RUNS",
            description = "Runs after which a worker process is replaced. Default: 100.")
    private int recycleAfter = 100;

    @Option(names = "--total-memory", paramLabel = "MIB",
            description = "Heap of the server and all workers together; the workers share what the server leaves. 0 "
                    + "takes 70 %% of the machine, or of the container's limit. Default: 0.")
    private int totalMemory;

    @Option(names = "--worker-memory", paramLabel = "MIB",
            description = "Heap of each worker; 0 for its share of --total-memory. Default: 0.")
    private int workerMemory;

    @Option(names = "--keep-requests", paramLabel = "DAYS",
            description = "How long finished requests are kept. Default: 30.")
    private int keepRequests = 30;

    @Option(names = "--keep-outputs", paramLabel = "HOURS",
            description = "How long produced files are kept; 0 for ever. Default: 0.")
    private int keepOutputs;

    @Option(names = "--key-running", paramLabel = "N",
            description = "Requests of one key that run at the same time; 0 for any number. Default: 0.")
    private int keyRunning;

    @Option(names = "--key-queued", paramLabel = "N",
            description = "Requests of one key that may wait; further ones get 429. 0 for any number. Default: 0.")
    private int keyQueued;

    @Option(names = "--key-stored", paramLabel = "MIB",
            description = "Uploads and results that one key may have stored; beyond it uploads and submissions get "
                    + "507. 0 for any size. Default: 0.")
    private int keyStored;

    @Option(names = "--key-requests", paramLabel = "N",
            description = "Submissions and uploads of one key a minute, counted since this server started; further "
                    + "ones get 429. 0 for any number. Default: 0.")
    private int keyRequests;

    @Option(names = "--reserve", paramLabel = "MIB",
            description = "Space of the disk that uploads and submissions leave free for results and the database. "
                    + "Default: 256.")
    private int reserve = 256;

    /**
     * @param usual
     *            workers where nobody says how many
     */
    ServerConfig config(int usual) {
        int workers = this.workers.orElse(usual);
        OptionRange.check("--port", port, 0, 65535);
        OptionRange.check("--workers", workers, 0, 64);
        OptionRange.check("--time-limit", timeLimit, 1, 7 * 86400);
        OptionRange.check("--recycle-after", recycleAfter, 1, 1_000_000);
        OptionRange.check("--keep-requests", keepRequests, 1, 36500);
        OptionRange.check("--keep-outputs", keepOutputs, 0, 24 * 36500);
        OptionRange.check("--key-running", keyRunning, 0, 1_000_000);
        OptionRange.check("--key-queued", keyQueued, 0, 100_000_000);
        OptionRange.check("--key-stored", keyStored, 0, Integer.MAX_VALUE);
        OptionRange.check("--key-requests", keyRequests, 0, 1_000_000);
        OptionRange.check("--reserve", reserve, 0, 1 << 20);
        ServerConfig defaults = ServerConfig.defaults(storage.data());
        return defaults
                .with(new ServerConfig.Network(host, port,
                        publicUrl.isBlank() ? Optional.empty() : Optional.of(url(publicUrl)), trustForwarded))
                .with(new ServerConfig.Access(anonymous, allowPrivateUrls, lent()))
                .with(new ServerConfig.Retention(Duration.ofDays(keepRequests),
                        keepOutputs == 0 ? Optional.empty() : Optional.of(Duration.ofHours(keepOutputs)),
                        defaults.retention().uploads()))
                .with(new ServerConfig.Storage(storage.store(), storage.files(), (long) reserve << 20))
                .with(new ServerConfig.Quotas(bound(keyRunning), bound(keyQueued),
                        keyStored == 0 ? Long.MAX_VALUE : (long) keyStored << 20, bound(keyRequests)))
                .with(new ServerConfig.Work(workers, Duration.ofSeconds(timeLimit), recycleAfter,
                        defaults.work().subPaths()));
    }

    /** What the server and so many workers may fill. */
    MemoryBudget memory(int workers) {
        OptionRange.check("--total-memory", totalMemory, 0, Integer.MAX_VALUE);
        OptionRange.check("--worker-memory", workerMemory, 0, Integer.MAX_VALUE);
        return MemoryBudget.of(workers, mebibytes(totalMemory), mebibytes(workerMemory));
    }

    private static OptionalLong mebibytes(int option) {
        return option == 0 ? OptionalLong.empty() : OptionalLong.of((long) option << 20);
    }

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
        try {
            URI url = URI.create(text);
            if ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) return url;
        } catch (IllegalArgumentException e) {
            throw Problem.usage(
                    "--public-url: is no URL (got " + text + "). Write it like https://models.example.org").exception();
        }
        throw Problem.usage(
                "--public-url: is no http(s) URL (got " + text + "). Write it like https://models.example.org")
                .exception();
    }
}
