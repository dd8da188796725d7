// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.work.Downloads;
import dev.pixal3d.server.work.EndpointRunner;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.WorkerTools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A real server on a free port with a fake engine, and the calls that tests make. */
final class TestServer implements AutoCloseable {
    static final String ENDPOINT = "/fal-ai/pixal3d";
    static final String PICTURE = "data:image/png;base64,"
            + Base64.getEncoder().encodeToString(TestPictures.png(64, 64));

    final FakeEngine engine = new FakeEngine();
    private final Endpoints endpoints;
    private final Optional<Workers> workers;
    private ServerConfig config;
    private final Path directory;
    private final Parallel parallel = new Parallel(1);
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private PixalServer server;
    private final String key;

    private TestServer(UnaryOperator<ServerConfig> change, Optional<Workers> workers) throws IOException {
        this(Files.createTempDirectory("pixal3d-server-test"), change, Endpoints.INSTALLED, workers);
    }

    private TestServer(Path directory, UnaryOperator<ServerConfig> change, Endpoints endpoints,
            Optional<Workers> workers) throws IOException {
        this(directory, change, endpoints, workers, Optional.empty());
    }

    private TestServer(Path directory, UnaryOperator<ServerConfig> change, Endpoints endpoints,
            Optional<Workers> workers, Optional<String> known) throws IOException {
        this.endpoints = endpoints;
        this.workers = workers;
        this.directory = directory;
        config = change.apply(base(directory));
        server = launch();
        key = server.firstKey().or(() -> known).orElseThrow();
    }

    static TestServer start() throws IOException { return start(UnaryOperator.identity()); }

    static TestServer start(UnaryOperator<ServerConfig> change) throws IOException {
        return new TestServer(change, Optional.empty());
    }

    /** A server in a folder that is there already. */
    static TestServer startIn(Path directory, UnaryOperator<ServerConfig> change) throws IOException {
        return new TestServer(directory.resolve("data"), change, Endpoints.INSTALLED, Optional.empty());
    }

    /** A server in the folder {@code data} of another one, which has keys already. */
    static TestServer startRestored(Path directory, String key) throws IOException {
        return new TestServer(directory.resolve("data"), UnaryOperator.identity(), Endpoints.INSTALLED,
                Optional.empty(), Optional.of(key));
    }

    /** A server with other endpoints than the program's. */
    static TestServer startWith(Endpoints endpoints) throws IOException {
        return new TestServer(Files.createTempDirectory("pixal3d-server-test"), UnaryOperator.identity(), endpoints,
                Optional.empty());
    }

    /** A server with other workers than the fake engine's. */
    static TestServer startWith(Workers workers) throws IOException {
        return new TestServer(UnaryOperator.identity(), Optional.of(workers));
    }

    /** A server whose proxy endpoint lends a key to callers without one. */
    static TestServer startWithProxyKey() throws IOException {
        TestServer server = start();
        String lent = server.newKey();
        server.config = server.config.with(new ServerConfig.Access(false, true, Optional.of(lent)));
        server.restart();
        return server;
    }

    private static ServerConfig base(Path directory) {
        ServerConfig d = ServerConfig.defaults(directory);
        return d.with(new ServerConfig.Network("127.0.0.1", 0, d.network().publicUrl(), false))
                .with(new ServerConfig.Access(false, true, d.access().proxyKey()))
                .with(new ServerConfig.Timing(d.timing().idle(), d.timing().body(), Duration.ofSeconds(1),
                        d.timing().earlyCommit(), Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(3),
                        Stream.of(10, 20, 30, 40).map(Duration::ofMillis).toList()));
    }

    private PixalServer launch() throws IOException {
        WorkerTools tools = new WorkerTools(engine, FakeEngine::prepare, new Downloads(config));
        return PixalServer.start(config, endpoints, workers.orElseGet(
                () -> new Workers.InProcess(() -> new EndpointRunner(endpoints, tools), parallel)), _ -> {});
    }

    /** Stops the server and starts another one on the same data. */
    void restart() throws IOException {
        server.close();
        server = launch();
    }

    /** Starts again with other settings on the same data. */
    void configure(UnaryOperator<ServerConfig> change) throws IOException {
        server.close();
        config = change.apply(config);
        server = launch();
    }

    String url() { return "http://127.0.0.1:" + server.port(); }

    int port() { return server.port(); }

    int monitorPort() { return server.monitorPort().orElseThrow(); }

    /** The administrator's key. */
    String key() { return key; }

    Optional<String> firstKeyOfThisStart() { return server.firstKey(); }

    Path directory() { return directory; }

    /** A new key without administration. */
    String newKey() {
        Reply reply = call("POST", "/v1/keys", Map.of("scope", "API"));
        return reply.string("key");
    }

    Reply call(String method, String path) { return send(request(method, path, null)); }

    Reply call(String method, String path, Object json, String... headers) {
        byte[] body = json instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Json.bytes(json);
        return send(request(method, path, body, headers));
    }

    Reply get(String path, String... headers) { return send(request("GET", path, null, headers)); }

    Reply put(String path, byte[] body, String... headers) { return send(request("PUT", path, body, headers)); }

    Reply submit(Map<String, Object> input, String... headers) {
        return call("POST", "/queue" + ENDPOINT, input, headers);
    }

    /** Submits a picture and returns the request id. */
    String submit() {
        Reply reply = submit(Map.of("image_url", PICTURE));
        if (reply.status() != 200) throw new AssertionError(reply.text());
        return reply.id();
    }

    String at(String id, String action) { return "/queue" + ENDPOINT + "/requests/" + id + action; }

    /** Waits for the end and returns the status. */
    Reply completed(String id) {
        send(request("GET", at(id, "/status/stream"), null));
        return get(at(id, "/status?logs=1"));
    }

    /** Waits until it waits no more and returns the status. */
    Reply started(String id) {
        await(() -> !get(at(id, "/status")).string("status").equals("IN_QUEUE"));
        return get(at(id, "/status"));
    }

    /** A request with the administrator's key unless a header says otherwise; an empty value drops the header. */
    HttpRequest request(String method, String path, byte @org.jspecify.annotations.Nullable [] body,
            String... headers) {
        HttpRequest.Builder builder = HttpRequest
                .newBuilder(URI.create(path.startsWith("http") ? path : url() + path)).timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        boolean authorised = false;
        for (int i = 0; i < headers.length; i += 2) {
            authorised |= headers[i].equalsIgnoreCase("authorization");
            if (!headers[i + 1].isEmpty()) builder.header(headers[i], headers[i + 1]);
        }
        if (!authorised) builder.header("authorization", "Key " + key);
        return builder.build();
    }

    Reply send(HttpRequest request) {
        try {
            return new Reply(client.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(request + ": " + e, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpClient client() { return client; }

    /** Waits until something holds, with a bound that only a broken server reaches. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("did not happen within 60 s");
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        client.close();
        parallel.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
