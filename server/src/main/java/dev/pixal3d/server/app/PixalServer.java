// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Upkeep;
import dev.pixal3d.queue.sqlite.SqliteStore;
import dev.pixal3d.queue.worker.Publisher;
import dev.pixal3d.queue.worker.WorkerListener;
import dev.pixal3d.queue.worker.WorkerOptions;
import dev.pixal3d.queue.worker.WorkerStatus;
import dev.pixal3d.queue.worker.WorkerSupervisor;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.Secrets;
import dev.pixal3d.server.auth.Tokens;
import dev.pixal3d.server.config.Capacity;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.fal.PlatformRoutes;
import dev.pixal3d.server.fal.QueueRoutes;
import dev.pixal3d.server.fal.RunRoutes;
import dev.pixal3d.server.fal.SubmissionReader;
import dev.pixal3d.server.files.FileRoutes;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.files.FileSweep;
import dev.pixal3d.server.files.RestRoutes;
import dev.pixal3d.server.files.UploadRoutes;
import dev.pixal3d.server.files.UploadTickets;
import dev.pixal3d.server.http.HttpServer;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.ops.Vitals;
import dev.pixal3d.server.ops.WorkerMetrics;
import dev.pixal3d.server.outbound.Outbound;
import dev.pixal3d.server.webhook.WebhookKeys;
import dev.pixal3d.server.webhook.WebhookSender;
import dev.pixal3d.server.work.FilePublisher;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
    private final Store store;
    private final HttpServer http;
    private final WebhookSender webhooks;
    private final Upkeep upkeep;
    private final FileSweep sweep;
    private final WorkerSupervisor workers;
    private final Health health;
    private final Optional<String> firstKey;
    private Optional<Vitals> vitals = Optional.empty();
    private final AtomicBoolean closed = new AtomicBoolean();

    private PixalServer(ServerConfig config, Workers kind, Consumer<String> death) throws IOException {
        this.config = config;
        Capacity capacity = Capacity.of(config.limits());
        Clock clock = Clock.systemUTC();
        Metrics metrics = new Metrics();
        WorkerMetrics listener = new WorkerMetrics(metrics);
        store = SqliteStore.open(DataFolder.database(config.dataDir()), clock);
        ApiKeys keys = new ApiKeys(store.keys(), clock);
        firstKey = keys.list().isEmpty()
                ? Optional.of(keys.create(ApiKey.Scope.ADMIN, "made at the first start"))
                : Optional.empty();
        Secrets secrets = new Secrets(store.keys());
        Tokens tokens = new Tokens(secrets, clock);
        UploadTickets tickets = new UploadTickets(secrets, clock);
        Authenticator authenticator = new Authenticator(keys, tokens, config.access());
        FileStore files = new FileStore(DataFolder.files(config.dataDir()), store.files(), clock);
        WebhookKeys webhookKeys = new WebhookKeys(store.keys(), clock);
        SubmissionReader submissions = new SubmissionReader(clock, config.retention(), config.access());
        workers = supervise(kind, new FilePublisher(files), listener);
        health = new Health(store.requests(), config.dataDir(), workers::workers);
        webhooks = new WebhookSender(store, webhookKeys, Outbound.of(config.access().allowPrivateUrls()),
                config.timing(), metrics, clock);
        upkeep = new Upkeep(store.requests(), Optional.of(config.retention().requests()),
                e -> LOG.log(Level.ERROR, "the store failed", e));
        sweep = new FileSweep(files);
        gauges(metrics);
        http = new HttpServer(config, capacity, new Dispatcher(config, capacity,
                new Dispatcher.Routes(new QueueRoutes(store.requests(), authenticator, submissions, listener, config),
                        new RunRoutes(store.requests(), authenticator, submissions, config),
                        new RestRoutes(files, tickets, tokens, authenticator, config, clock),
                        new UploadRoutes(files, tickets, authenticator, config), new FileRoutes(files, authenticator),
                        new PlatformRoutes(store, files, keys, authenticator, config, clock),
                        new SiteRoutes(health, metrics, webhookKeys, new Page(store.requests(), clock))),
                metrics, e -> death.accept(e.toString())));
        listen();
        vitals = Optional.of(new Vitals(List.of(new Vitals.Part("the listener", http::alive),
                new Vitals.Part("the store's writer", store::alive), new Vitals.Part("the workers", workers::alive),
                new Vitals.Part("the webhooks", webhooks::alive), new Vitals.Part("the upkeep", upkeep::alive),
                new Vitals.Part("the sweep", sweep::alive)), LOOK, death));
    }

    private void listen() throws IOException {
        if (http.start()) return;
        close();
        throw new IOException("server: cannot listen on %s, port %d. Choose another port, or stop what uses it."
                .formatted(config.network().host(), config.network().port()));
    }

    /** Starts a server that only logs when a part of it dies; for tests and programs that watch it themselves. */
    public static PixalServer start(ServerConfig config, Workers workers) throws IOException {
        return start(config, workers, _ -> {});
    }

    /**
     * Starts a server.
     *
     * @param death
     *            hears, on any thread, of a part that died and without which this server is of no use; a process should
     *            end at once then
     * @throws IOException
     *             when the data directory cannot be used, another server uses it, or the port is taken
     */
    public static PixalServer start(ServerConfig config, Workers workers, Consumer<String> death)
            throws IOException {
        return new PixalServer(config, workers, death);
    }

    private WorkerSupervisor supervise(Workers kind, Publisher publisher, WorkerListener listener) throws IOException {
        WorkerOptions options = WorkerOptions
                .of("local", config.work().workers(), config.dataDir().resolve("scratch").toAbsolutePath())
                .withTimeLimit(config.work().timeLimit()).withRunsPerProcess(config.work().recycleAfter());
        return switch (kind) {
            case Workers.Processes p ->
                WorkerSupervisor.processes(store.requests(), options, p.command(), publisher, listener);
            case Workers.InProcess p -> WorkerSupervisor.inProcess(store.requests(), options, p.runners(), p.parallel(),
                    publisher, listener);
        };
    }

    private void gauges(Metrics metrics) {
        metrics.gauge("pixal3d_queue_depth", () -> store.requests().stats().waiting());
        metrics.gauge("pixal3d_running", () -> store.requests().stats().running());
        metrics.gauge("pixal3d_oldest_waiting_seconds", () -> store.requests().stats().oldestWaiting()
                .map(since -> Duration.between(since, Instant.now()).toMillis() / 1000.0).orElse(0.0));
        for (WorkerStatus.Phase phase : WorkerStatus.Phase.values()) {
            metrics.gauge("pixal3d_workers", () -> workers.workers().stream().filter(w -> w.phase() == phase).count(),
                    "state", phase.name().toLowerCase(Locale.ROOT));
        }
        metrics.gauge("pixal3d_worker_restarts",
                () -> workers.workers().stream().mapToInt(WorkerStatus::restarts).sum());
    }

    /** The port that requests are answered on. */
    public int port() { return http.port(); }

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

    /** Says "not ready", finishes the answers in flight as long as configured, stops the workers, closes the store. Once. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        health.drain();
        vitals.ifPresent(Vitals::close);
        http.stop();
        try {
            workers.drain(config.timing().drain());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        workers.close();
        webhooks.close();
        sweep.close();
        upkeep.close();
        store.close();
    }
}
