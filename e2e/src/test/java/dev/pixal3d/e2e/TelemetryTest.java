// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.postgres.TestPostgres;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.telemetry.Collector;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Traces of whole requests, with the real engine in worker processes, and what becomes of them when nobody listens. */
@Timeout(300)
class TelemetryTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String SUBMIT = "POST /queue/{endpoint}";

    @TempDir
    private Path directory;

    private String submit(String url, String key, String query, String... headers) throws Exception {
        byte[] picture = Files.readAllBytes(SlimPicture.write(directory.resolve("bar.png")));
        Map<String, Object> input = Map.of("image_url",
                "data:image/png;base64," + Base64.getEncoder().encodeToString(picture), "texture_size", 1024,
                "decimation_target", 5000, "engine", "preview");
        HttpRequest.Builder call = HttpRequest.newBuilder(URI.create(url + "/queue/fal-ai/pixal3d" + query))
                .header("authorization", "Key " + key).POST(BodyPublishers.ofString(JSON.writeValueAsString(input)));
        if (headers.length > 0) call.headers(headers);
        JsonNode answer = JSON.readTree(CLIENT.send(call.build(), BodyHandlers.ofString()).body());
        return answer.path("request_id").asString();
    }

    private static String get(String url, String key) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(url)).header("authorization", "Key " + key).build(),
                BodyHandlers.ofString()).body();
    }

    private static Collector.Told one(List<Collector.Told> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).reduce((a, b) -> {
            throw new AssertionError("two: " + a + ", " + b);
        }).orElseThrow(() -> new AssertionError(name + " is not among " + spans));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the tests' PostgreSQL is for Linux")
    void oneTraceFromTheCallerOverGatewayAndNodeToTheWebhook() throws Exception {
        URI database = TestPostgres.shared().newDatabase();
        URI files = DataFolder.files(directory.resolve("shared"));
        CompletableFuture<String> delivered = new CompletableFuture<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            delivered.complete(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        String key, id;
        List<Collector.Told> spans;
        try (Parallel parallel = new Parallel(1);
                Collector collector = Collector.start();
                PixalServer gateway = gateway(database, files, collector.url(), parallel);
                NodeProcess _ = new NodeProcess(directory.resolve("node"), database, files, "--telemetry",
                        collector.url().toString())) {
            key = gateway.firstKey().orElseThrow();
            id = submit(gateway.url(), key,
                    "?fal_webhook=http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=of-the-hook",
                    "traceparent", "00-" + TRACE + "-" + CALLER + "-01");
            String carried = delivered.get();
            spans = collector.await(told -> told.stream().map(Collector.Told::name).collect(Collectors.toSet())
                    .containsAll(Set.of("POST", "run fal-ai/pixal3d")));
            assertThat(carried).isEqualTo("00-" + TRACE + "-" + one(spans, "POST").id() + "-01");
        } finally {
            receiver.stop(0);
        }
        assertThat(spans).extracting(Collector.Told::trace).containsOnly(TRACE);
        Collector.Told submitted = one(spans, SUBMIT), waited = one(spans, "wait"),
                run = one(spans, "run fal-ai/pixal3d"), hook = one(spans, "POST");
        assertThat(submitted).returns(CALLER, Collector.Told::parent).returns("pixal3d", Collector.Told::service)
                .returns(SpanKind.SPAN_KIND_SERVER, Collector.Told::kind);
        assertThat(submitted.attributes()).containsEntry("http.request.method", "POST")
                .containsEntry("http.response.status_code", "200").containsEntry("url.path", "/queue/fal-ai/pixal3d")
                .containsEntry("pixal3d.request.id", id);
        assertThat(waited).returns(submitted.id(), Collector.Told::parent)
                .returns("pixal3d-node", Collector.Told::service);
        assertThat(run).returns(submitted.id(), Collector.Told::parent)
                .returns("pixal3d-node", Collector.Told::service).returns(false, Collector.Told::failed)
                .returns(SpanKind.SPAN_KIND_CONSUMER, Collector.Told::kind);
        assertThat(run.attributes()).containsEntry("pixal3d.request.id", id).containsEntry("pixal3d.attempt", "1")
                .containsEntry("pixal3d.outcome", "succeeded");
        assertThat(hook).returns(submitted.id(), Collector.Told::parent).returns("pixal3d", Collector.Told::service)
                .returns(SpanKind.SPAN_KIND_CLIENT, Collector.Told::kind).returns(false, Collector.Told::failed);
        assertThat(hook.attributes()).containsEntry("http.response.status_code", "204")
                .containsEntry("server.address", "127.0.0.1");
        List<Collector.Told> parts = spans.stream().filter(span -> span.parent().equals(run.id())).toList();
        assertThat(parts).extracting(Collector.Told::name).contains("inputs", "decimate", "charts", "bake", "publish");
        assertThat(parts).allSatisfy(part -> assertThat(part.end()).isLessThanOrEqualTo(run.end()));
        assertThat(spans).as("nothing else").hasSize(4 + parts.size());
        String all = spans.toString();
        assertThat(all).doesNotContain("data:image", "token", "of-the-hook", key.substring(key.indexOf(':') + 1),
                directory.toString());
    }

    private PixalServer gateway(URI database, URI files, URI collector, Parallel parallel) throws IOException {
        ServerConfig d = ServerConfig.defaults(directory.resolve("gateway"));
        return PixalServer.start(d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Access(false, true, Optional.empty()))
                .with(new ServerConfig.Work(0, d.work().timeLimit(), 100, List.of()))
                .with(new ServerConfig.Storage(database, files, 0))
                .with(new ServerConfig.Telemetry(collector, "of-tests")), new Workers.InProcess(() -> {
                    throw new IllegalStateException("a gateway runs nothing");
                }, parallel));
    }

    @Test
    void withoutTheOptionNothingOfItIsLoaded() throws Exception {
        assertThat(loaded("off", " 0\\.0")).as("a server and its worker").hasSize(2)
                .anySatisfy(classes -> assertThat(classes).contains("dev.pixal3d.server.trace.RunTraces"))
                .allSatisfy(classes -> assertThat(classes).noneMatch(name -> name.startsWith("io.opentelemetry")));
    }

    @Test
    void aCollectorThatIsAwayCostsARequestNothing() throws Exception {
        URI nobody;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + probe.getLocalPort());
        }
        assertThat(loaded("away", " [1-9].*", "--telemetry", nobody.toString())).as("a server and its worker")
                .hasSize(2)
                .filteredOn(classes -> classes.stream().anyMatch(name -> name.startsWith("io.opentelemetry")))
                .as("workers need nothing of it").hasSize(1);
        assertThat(Files.readAllLines(directory.resolve("away.log")))
                .filteredOn(line -> line.contains("telemetry") || line.contains("opentelemetry"))
                .singleElement().asString().contains("telemetry: the collector takes no spans");
    }

    /**
     * The classes that a server and its worker load of this program's server and of OpenTelemetry, from the start to
     * the stop, with a whole request between.
     *
     * @param lost
     *            what its metrics say of lost spans in the end
     */
    private List<List<String>> loaded(String name, String lost, String... more) throws Exception {
        Path classes = Files.createDirectory(directory.resolve(name + "-classes"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:class+load:file=" + classes.resolve("%p").toString().replace("\\", "/"), "-cp",
                        System.getProperty("java.class.path"), "dev.pixal3d.cli.Main", "serve", "--data",
                        directory.resolve(name).toString(), "--port", "0", "--worker-memory", "512"));
        command.addAll(List.of(more));
        Process server = new ProcessBuilder(command).redirectError(directory.resolve(name + ".log").toFile()).start();
        try (BufferedReader out = server.inputReader()) {
            String url = String.valueOf(out.readLine()), key = String.valueOf(out.readLine());
            String id = submit(url, key, "");
            String request = url + "/queue/fal-ai/pixal3d/requests/" + id;
            get(request + "/status/stream", key);
            assertThat(get(request, key)).contains("model_glb");
            Pattern told = Pattern.compile("(?m)^pixal3d_telemetry_spans_lost_total" + lost + "$");
            // the collector is called more than once before its spans are given up
            while (!told.matcher(get(url + "/metrics", key)).find()) LockSupport.parkNanos(100_000_000);
            server.destroy();
            server.waitFor();
        } finally {
            server.destroyForcibly();
        }
        List<List<String>> processes = new ArrayList<>();
        try (Stream<Path> all = Files.list(classes)) {
            for (Path file : all.toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    processes.add(lines.map(line -> line.replaceFirst("^(\\[[^]]*\\])+ (\\S+).*", "$2"))
                            .filter(type -> type.matches("(dev\\.pixal3d\\.server|io\\.opentelemetry)\\..*")).toList());
                }
            }
        }
        return processes;
    }
}
