// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @Test
    void healthSaysWhatItKnows() {
        assertThat(server.get("/health/live", "authorization", "").json()).containsEntry("status", "ok");
        TestServer.await(() -> server.get("/health/ready").status() == 200);
        Reply ready = server.get("/health/ready", "authorization", "");
        assertThat(ready.object("checks")).containsEntry("store", "ok").containsEntry("disk", "ok")
                .containsEntry("workers", "ok");
        assertThat(ready.object("queue")).containsKeys("waiting", "running");
    }

    @Test
    void workersThatCannotStartAreTheReasonForNotReady() throws IOException {
        ServerConfig config = ServerConfig
                .defaults(java.nio.file.Files.createTempDirectory(server.directory(), "other"));
        ServerConfig here = config.with(new ServerConfig.Network("127.0.0.1", 0, config.network().publicUrl(), false));
        try (PixalServer broken = PixalServer.start(here, new Workers.Processes(List.of("/nonexistent-program")))) {
            TestServer.await(
                    () -> server.get(broken.url() + "/health/ready", "authorization", "").text()
                            .contains("waiting after a failure"));
            Reply reply = server.get(broken.url() + "/health/ready", "authorization", "");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(String.valueOf(reply.object("checks").get("workers"))).contains("worker 0 is waiting")
                    .doesNotContain("nonexistent");
            assertThat(server.get(broken.url() + "/health/live", "authorization", "").status()).isEqualTo(200);
        }
    }

    @Test
    void aServerIsReadyWhileItsWorkersStartForTheFirstTime() throws IOException {
        ServerConfig config = ServerConfig
                .defaults(java.nio.file.Files.createTempDirectory(server.directory(), "starting"));
        ServerConfig here = config.with(new ServerConfig.Network("127.0.0.1", 0, config.network().publicUrl(), false));
        try (PixalServer starting = PixalServer.start(here, new Workers.Processes(List.of("sleep", "60")))) {
            Reply reply = server.get(starting.url() + "/health/ready", "authorization", "");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.object("checks")).containsEntry("workers", "starting");
        }
    }

    @Test
    void aTakenPortIsNamedAndLeavesNothingRunning() throws IOException {
        ServerConfig config = ServerConfig
                .defaults(java.nio.file.Files.createTempDirectory(server.directory(), "taken"));
        ServerConfig taken = config
                .with(new ServerConfig.Network("127.0.0.1", server.port(), config.network().publicUrl(), false))
                .with(new ServerConfig.Work(0, config.work().timeLimit(), 1, List.of()));
        Workers none = new Workers.Processes(List.of("unused"));
        assertThatThrownBy(() -> PixalServer.start(taken, none)).isInstanceOf(IOException.class)
                .hasMessageContaining("port " + server.port()).hasMessageContaining("Choose another port");
        ServerConfig free = taken.with(new ServerConfig.Network("127.0.0.1", 0, config.network().publicUrl(), false));
        try (PixalServer again = PixalServer.start(free, none)) {
            assertThat(server.get(again.url() + "/health/ready", "authorization", "").status()).isEqualTo(200);
            again.close();
        }
    }

    @Test
    void metricsCountWhatHappened() {
        server.completed(server.submit());
        server.completed(server.submit(Map.of()).id());
        // a run is counted a moment after its result is there
        TestServer.await(() -> server.get("/metrics").text().contains("outcome=\"succeeded\""));
        String text = server.get("/metrics", "authorization", "").text();
        assertThat(text).contains("# TYPE pixal3d_queue_depth gauge", "pixal3d_running 0",
                "pixal3d_requests_ended_total{outcome=\"succeeded\",reason=\"\"}",
                "pixal3d_requests_ended_total{outcome=\"rejected\",reason=\"missing\"}", "pixal3d_wait_seconds_count",
                "pixal3d_run_seconds_bucket{le=\"+Inf\"}", "pixal3d_stage_seconds_count{stage=\"stage 1\"}",
                "pixal3d_workers{state=\"idle\"}", "pixal3d_http_requests_total{area=\"queue\",status=\"200\"}",
                "jvm_memory_used_bytes{area=\"heap\"}",
                "jvm_threads_current", "jvm_gc_collection_seconds_count");
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE")).map(line -> line.split(" ")[2])).isNotEmpty()
                .allSatisfy(name -> assertThat(text).contains("# HELP " + name + " "));
        assertThat(text.lines().filter(line -> !line.startsWith("#"))).allMatch(line -> line.matches(
                "[a-z0-9_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? -?[0-9.]+([eE][-+]?\\d+)?"));
    }

    @Test
    void theReferenceShowsParametersAndCode() {
        Reply page = server.get("/docs", "authorization", "");
        assertThat(page.header("content-type")).startsWith("text/html");
        assertThat(page.text()).contains("fal-ai/pixal3d", "ss_guidance_strength", "decimation_unit",
                server.url() + "/api/fal/proxy", "curl " + server.url() + "/queue/fal-ai/pixal3d")
                .doesNotContain("{{");
        assertThat(server.get("/docs.css").header("content-type")).startsWith("text/css");
        assertThat(server.get("/icon.svg").header("content-type")).startsWith("image/svg+xml");
        assertThat(server.get("/models/fal-ai/pixal3d/llms.txt").text()).contains("`image_url`").doesNotContain("{{");
    }

    @Test
    void jsonIsCompressedWhenAsked() {
        Reply zipped = server.get("/api/openapi/queue/openapi.json", "accept-encoding", "gzip, deflate");
        assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
        assertThat(zipped.bytes().length).isLessThan(server.get("/api/openapi/queue/openapi.json").bytes().length / 2);
    }

    @Test
    void tooManyRequestsAtOnceAreRefused() throws Exception {
        try (TestServer small = TestServer
                .start(c -> c.with(new ServerConfig.Limits(1000, 1000, 8192, 100, 1, 1, 1000)))) {
            FakeEngine.Gate gate = small.engine.gate();
            CompletableFuture<Reply> first = CompletableFuture
                    .supplyAsync(() -> small.call("POST", "/run/fal-ai/pixal3d",
                            Map.of("image_url", TestServer.PICTURE)));
            gate.awaitEntered();
            Reply refused = small.get("/health/live");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json()).containsEntry("error_type", "server_overloaded").containsKeys("detail",
                    "message");
            assertThat(refused.header("retry-after")).isEqualTo("1");
            gate.open();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(afterTheOneBefore(() -> small.get("/health/live")).status()).isEqualTo(200);
            Reply large = afterTheOneBefore(() -> small.call("POST", "/queue/fal-ai/pixal3d", "x".repeat(1001)));
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.json()).containsEntry("error_type", "payload_too_large");
        }
    }

    /** Each request counts until a moment after its answer, so the next one may be refused in that moment. */
    private static Reply afterTheOneBefore(Supplier<Reply> call) {
        AtomicReference<Reply> reply = new AtomicReference<>(call.get());
        TestServer.await(() -> reply.get().status() != 503 || reply.updateAndGet(_ -> call.get()).status() != 503);
        return reply.get();
    }

    @Test
    void stoppingLetsAnswersFinish() throws Exception {
        TestServer other = TestServer.start();
        FakeEngine.Gate gate = other.engine.gate();
        CompletableFuture<Reply> run = CompletableFuture.supplyAsync(() -> other.call("POST", "/run/fal-ai/pixal3d",
                Map.of("image_url", TestServer.PICTURE)));
        gate.awaitEntered();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                other.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        gate.open();
        assertThat(run.get().status()).isEqualTo(200);
        stopped.get();
    }

    @Test
    void queuedRequestsSurviveARestart() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        String running = server.submit();
        gate.awaitEntered();
        String waiting = server.submit();
        server.restart();
        gate.open();
        assertThat(server.completed(running).json()).doesNotContainKey("error");
        assertThat(server.completed(waiting).json()).doesNotContainKey("error");
        assertThat(server.get(server.at(waiting, "")).status()).isEqualTo(200);
    }

    @Test
    void theFirstKeyIsShownOnce() throws IOException {
        assertThat(server.key()).matches("[0-9a-f-]{36}:[0-9a-f]{32}");
        server.restart();
        assertThat(server.firstKeyOfThisStart()).isEmpty();
        assertThat(server.get("/v1/keys").status()).isEqualTo(200);
    }
}
