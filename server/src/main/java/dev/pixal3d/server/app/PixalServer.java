// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.Upkeep;
import dev.pixal3d.queue.worker.WorkerSupervisor;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.ForeignPages;
import dev.pixal3d.server.auth.RateLimit;
import dev.pixal3d.server.auth.Secrets;
import dev.pixal3d.server.auth.Tokens;
import dev.pixal3d.server.config.Capacity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.fal.Admission;
import dev.pixal3d.server.fal.Intake;
import dev.pixal3d.server.fal.PlatformRoutes;
import dev.pixal3d.server.fal.QueueRoutes;
import dev.pixal3d.server.fal.RunRoutes;
import dev.pixal3d.server.fal.SubmissionReader;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import dev.pixal3d.server.files.FileRoutes;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.files.FileSweep;
import dev.pixal3d.server.files.RestRoutes;
import dev.pixal3d.server.files.Space;
import dev.pixal3d.server.files.StorageQuota;
import dev.pixal3d.server.files.UploadRoutes;
import dev.pixal3d.server.files.UploadTickets;
import dev.pixal3d.server.http.HttpServer;
import dev.pixal3d.server.ops.Drain;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.ops.Vitals;
import dev.pixal3d.server.ops.WorkerMetrics;
import dev.pixal3d.server.outbound.Outbound;
import dev.pixal3d.server.trace.RunTraces;
import dev.pixal3d.server.trace.Traces;
import dev.pixal3d.server.webhook.WebhookKeys;
import dev.pixal3d.server.webhook.WebhookSender;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.FilePublisher;
import dev.pixal3d.server.work.FileStager;
import dev.pixal3d.server.work.InputFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The service: fal's protocol over HTTP, the queue behind it and its workers. {@link #start} returns when requests are
 * answered; {@link #close} stops gracefully.
 */
public final class PixalServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PixalServer.class.getName());

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final ServerConfig config;
    private final Traces traces;
    private final Store store;
    private final BlobStore blobs;
    private final HttpServer http;
    private final WebhookSender webhooks;
    private final Upkeep upkeep;
    private final FileSweep sweep;
    private final WorkerSupervisor workers;
    private final Health health;
    private final Optional<HttpServer> monitor;
    private final Optional<String> firstKey;
    private Optional<Vitals> vitals = Optional.empty();
    private final AtomicBoolean closed = new AtomicBoolean();

    private PixalServer(ServerConfig config, Endpoints endpoints, Workers kind, Consumer<String> death)
            throws IOException {
        this.config = config;
        Capacity capacity = Capacity.of(config.limits());
        Clock clock = Clock.systemUTC();
        Metrics metrics = new Metrics();
        Starting starting = new Starting(config.network());
        try {
            if (!Files.isDirectory(config.dataDir())) PrivateFiles.folder(config.dataDir());
            traces = starting.opened(Traces.of(config.telemetry(), "pixal3d"));
            store = starting.opened(Stores.open(config.storage().store(), clock));
            blobs = starting.opened(BlobStores.open(config.storage().files()));
            ApiKeys keys = new ApiKeys(store.keys(), clock);
            checkLentKey(keys, config.access());
            Secrets secrets = new Secrets(store.keys());
            Tokens tokens = new Tokens(secrets, clock);
            UploadTickets tickets = new UploadTickets(secrets, clock);
            Authenticator authenticator = new Authenticator(keys, tokens, new ForeignPages(config.network()),
                    config.access());
            FileStore files = new FileStore(blobs, store.files(), clock);
            Space space = new Space(blobs, config.storage().reserve());
            StorageQuota quota = new StorageQuota(store.files(), config.quotas().storedBytes());
            RateLimit rate = new RateLimit(store.keys(), config.quotas().requestsPerMinute());
            WebhookKeys webhookKeys = new WebhookKeys(store.keys(), clock);
            WorkerMetrics listener = new WorkerMetrics(metrics);
            RunTraces runs = new RunTraces(listener, traces);
            SubmissionReader submissions = new SubmissionReader(clock, config.retention(), config.access(),
                    config.quotas(), new Admission(rate, space, quota));
            Intake intake = new Intake(store.requests(), submissions,
                    new InputFiles(files, quota, secrets, config.retention().requests()), listener, traces);
            workers = starting
                    .opened(Crew.start(config, kind, store.requests(),
                            runs.stager(new FileStager(files, keys, endpoints, config.limits().downloadBytes(),
                                    config.access().allowPrivateUrls())),
                            runs.publisher(new FilePublisher(files)), runs));
            Drain drain = new Drain(workers, config.work().timeLimit());
            health = new Health(store.requests(), blobs::space, config.storage().reserve(), workers::workers,
                    drain::state);
            webhooks = starting.opened(new WebhookSender(store, webhookKeys,
                    Outbound.of(config.access().allowPrivateUrls()), config.timing(), metrics, traces, clock));
            upkeep = starting.opened(new Upkeep(store.requests(), Optional.of(config.retention().requests()),
                    e -> LOG.log(Level.ERROR, "the store failed", e)));
            sweep = starting.opened(new FileSweep(files));
            gauges(metrics);
            monitor = MonitorPort.start(config, capacity, health, metrics, starting);
            http = new HttpServer(config, capacity, new Dispatcher(config, capacity,
                    new Dispatcher.Routes(
                            new QueueRoutes(store.requests(), authenticator, intake, listener, endpoints, config),
                            new RunRoutes(store.requests(), authenticator, intake, endpoints, config),
                            new RestRoutes(files, tickets, tokens, authenticator, rate, config, clock),
                            new UploadRoutes(files, blobs, space, quota, tickets, authenticator, rate, config),
                            new FileRoutes(files, authenticator),
                            new PlatformRoutes(store, files, keys, authenticator, endpoints, health, drain, config,
                                    clock),
                            new SiteRoutes(health,
                                    config.monitor().isPresent() ? Optional.empty() : Optional.of(metrics),
                                    webhookKeys, config.access(), new EngineFacts(kind.engines()), endpoints)),
                    metrics, e -> death.accept(e.toString())));
            if (!http.start()) throw Starting.noPort(config.network());
            // last of all: what is made now is shown
            firstKey = keys.list().isEmpty()
                    ? Optional.of(keys.create(ApiKey.Scope.ADMIN, "made at the first start"))
                    : Optional.empty();
            vitals = Optional.of(new Vitals(List.of(new Vitals.Part("the listener", http::alive),
                    new Vitals.Part("the store's writer", store::alive),
                    new Vitals.Part("the workers", workers::alive), new Vitals.Part("the webhooks", webhooks::alive),
                    new Vitals.Part("the upkeep", upkeep::alive), new Vitals.Part("the sweep", sweep::alive)), LOOK,
                    death));
        } catch (IOException | RuntimeException e) {
            starting.undo(e);
            throw e;
        }
    }

    /** Callers without a key get what it may do: that must not be everything. */
    private static void checkLentKey(ApiKeys keys, ServerConfig.Access access) throws IOException {
        if (access.proxyKey().isEmpty()) return;
        Optional<ApiKey> key = keys.check(access.proxyKey().get());
        if (key.isEmpty()) {
            throw new IOException("--proxy-key: not a valid key of this server. Make one with pixal3d keys create.");
        }
        if (key.get().scope() == ApiKey.Scope.ADMIN) {
            throw new IOException(
                    "--proxy-key: the key has scope ADMIN, and every page that reaches the server could do"
                            + " everything with it. Make another with pixal3d keys create --scope API.");
        }
    }

    /** Starts a server that only logs when a part of it dies; for tests and programs that watch it themselves. */
    public static PixalServer start(ServerConfig config, Workers workers) throws IOException {
        return start(config, Endpoints.INSTALLED, workers, _ -> {});
    }

    /**
     * Starts a server.
     *
     * @param endpoints
     *            what it answers; its workers must know the same
     * @param death
     *            hears, on any thread, of a part that died and without which this server is of no use; a process should
     *            end at once then
     * @throws IOException
     *             when the data directory cannot be used, another server uses it, or the port is taken
     */
    public static PixalServer start(ServerConfig config, Endpoints endpoints, Workers workers, Consumer<String> death)
            throws IOException {
        return new PixalServer(config, endpoints, workers, death);
    }

    private void gauges(Metrics metrics) {
        metrics.gauge("pixal3d_queue_depth", "Requests that wait.", () -> store.requests().stats().waiting());
        metrics.gauge("pixal3d_running", "Requests in progress.", () -> store.requests().stats().running());
        metrics.gauge("pixal3d_oldest_waiting_seconds", "How long the oldest request has waited.",
                () -> store.requests().stats().oldestWaiting()
                        .map(since -> Duration.between(since, Instant.now()).toMillis() / 1000.0).orElse(0.0));
        metrics.gauge("pixal3d_queue_paused", "1 while the queue is paused and no run starts, else 0.",
                () -> store.requests().stats().paused() ? 1 : 0);
        Crew.gauges(metrics, store, workers, traces);
    }

    /** The port that requests are answered on. */
    public int port() { return http.port(); }

    /** The port that monitors ask, when it is one of its own. */
    public Optional<Integer> monitorPort() {
        return monitor.map(HttpServer::port);
    }

    /** The address for people, without a trailing slash. */
    public String url() {
        String host = config.network().host();
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return config.network().publicUrl().map(url -> url.toString().replaceFirst("/+$", ""))
                .orElse("http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + port());
    }

    /** The {@code id:secret} of the key that the very first start made. Shown now or never. */
    public Optional<String> firstKey() {
        return firstKey;
    }

    /**
     * Says "not ready", finishes the answers in flight as long as configured, stops the workers, closes the store.
     * Once.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        health.stopping();
        vitals.ifPresent(Vitals::close);
        http.stop();
        Crew.stop(workers, config);
        // monitors watch the stop to its end
        monitor.ifPresent(HttpServer::stop);
        webhooks.close();
        sweep.close();
        upkeep.close();
        blobs.close();
        store.close();
        traces.close();
    }
}
