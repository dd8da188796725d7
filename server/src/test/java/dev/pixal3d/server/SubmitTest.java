// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer
                .start(c -> c.with(new ServerConfig.Work(1, c.work().timeLimit(), 100, List.of("extra/path"))));
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static final Map<String, Object> INPUT = Map.of("image_url", TestServer.PICTURE);

    @Test
    void answersWithIdPositionAndUrls() {
        Reply reply = server.submit(INPUT, "x-fal-queue-priority", "normal", "content-type", "application/json");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.id()).hasSize(36).isEqualTo(reply.header("x-fal-request-id"));
        assertThat(reply.json()).containsEntry("status", "IN_QUEUE").containsKeys("queue_position",
                "gateway_request_id");
        assertThat(reply.json().get("queue_position")).isInstanceOf(Integer.class);
        String base = server.url() + "/queue/fal-ai/pixal3d/requests/" + reply.id();
        assertThat(reply.json()).containsEntry("response_url", base).containsEntry("status_url", base + "/status")
                .containsEntry("cancel_url", base + "/cancel");
        assertThat(reply.header("content-type")).contains("application/json");
        server.completed(reply.id());
    }

    @Test
    void answersTheSameWayWhateverTheInput() {
        Reply good = server.submit(INPUT);
        Reply bad = server.submit(Map.of("image_url", 5));
        assertThat(bad.status()).isEqualTo(200);
        assertThat(bad.json().keySet()).isEqualTo(good.json().keySet());
        assertThat(bad.json()).containsEntry("status", "IN_QUEUE").containsEntry("queue_position", 0)
                .containsEntry("logs", null).containsEntry("metrics", Map.of());
        server.completed(good.id());
    }

    @Test
    void aSlashTooManyChangesNothing() {
        Reply reply = server.call("POST", "//queue" + TestServer.ENDPOINT + "/", INPUT);
        assertThat(reply.status()).isEqualTo(200);
        server.completed(reply.id());
    }

    @Test
    void connectionsAreKeptAndSayHowLong() {
        assertThat(server.get("/health/live").header("keep-alive")).isEqualTo("timeout=70");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"resolution|512|one_of|{expected=[1024, 1536]}",
            "texture_size|\"1\"|one_of|{expected=[1024, 2048, 4096]}",
            "ss_sampling_steps|0|greater_than_equal|{ge=1}", "ss_sampling_steps|51|less_than_equal|{le=50}",
            "ss_guidance_strength|10.5|less_than_equal|{le=10}", "ss_sampling_steps|12.5|int_from_float|null",
            "seed|-9223372036854775809|greater_than_equal|{ge=-9223372036854775808}",
            "remesh|\"maybe\"|bool_parsing|null"})
    void aWrongValueIsNamedWithItsLimits(String name, String value, String type, String context) {
        Reply reply = server.call("POST", "/run" + TestServer.ENDPOINT,
                "{\"image_url\":\"x\",\"" + name + "\":" + value + "}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.violation()).containsEntry("type", type).containsEntry("loc", List.of("body", name));
        assertThat(String.valueOf(reply.violation().get("ctx"))).isEqualTo(context);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"resolution|1024", "resolution|\"1024\"", "resolution|1536.0",
            "ss_sampling_steps|\"12\"", "ss_sampling_steps|12.0", "unknown_field|{}", "seed|null", "normal_map|null",
            "camera_angle_x|null"})
    void whatMeansTheSameIsAccepted(String name, String value) {
        Reply reply = server.call("POST", "/run" + TestServer.ENDPOINT,
                "{\"image_url\":\"" + TestServer.PICTURE + "\",\"" + name + "\":" + value + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    @Test
    void nullsInsideAnEchoedInputStayNull() {
        Reply reply = server.call("POST", "/run" + TestServer.ENDPOINT,
                "{\"seed\":null,\"a\":{\"b\":null,\"c\":[null,{\"d\":null}]}}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.violation()).containsEntry("type", "missing");
        assertThat(reply.text()).contains("\"input\":{\"seed\":null,\"a\":{\"b\":null,\"c\":[null,{\"d\":null}]}}");
    }

    @ParameterizedTest
    @CsvSource({"image_url,string_type,Input should be a valid string",
            "ss_sampling_steps,int_type,Input should be a valid integer",
            "mesh_scale,float_type,Input should be a valid number", "remesh,bool_type,Input should be a valid boolean",
            "resolution,one_of,Input should be 1024 or 1536"})
    void nullIsOfTheWrongTypeWhereThereIsADefault(String name, String type, String message) {
        Reply reply = server.call("POST", "/run" + TestServer.ENDPOINT,
                "{\"image_url\":\"" + TestServer.PICTURE + "\",\"" + name + "\":null}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.violation()).containsEntry("type", type).containsEntry("msg", message)
                .containsEntry("loc", List.of("body", name)).containsEntry("input", null);
    }

    @Test
    void urlsAreThoseOfTheAddressTheCallerUsed() {
        Reply reply = server.call("POST", "http://localhost:" + server.port() + "/queue/fal-ai/pixal3d", INPUT);
        assertThat(reply.string("status_url")).startsWith("http://localhost:" + server.port() + "/queue/");
        server.completed(reply.id());
    }

    @Test
    void lowPriorityRunsAfterAllNormalOnes() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String first = server.submit();
        gate.awaitEntered();
        String low = server.submit(Map.of("image_url", TestServer.PICTURE, "seed", 111), "x-fal-queue-priority", "low")
                .id();
        String normal = server.submit(Map.of("image_url", TestServer.PICTURE, "seed", 222)).id();
        assertThat(server.get(server.at(low, "/status")).json()).containsEntry("queue_position", 1);
        assertThat(server.get(server.at(normal, "/status")).json()).containsEntry("queue_position", 0);
        gate.open();
        server.completed(first);
        server.completed(low);
        assertThat(server.engine.seeds().indexOf(222L)).isLessThan(server.engine.seeds().indexOf(111L));
    }

    @Test
    void startDeadlineEndsInAUserTimeout() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String running = server.submit();
        gate.awaitEntered();
        Reply late = server.submit(INPUT, "x-fal-request-timeout", "0.2");
        Reply status = server.completed(late.id());
        assertThat(status.json()).containsEntry("error_type", "request_timeout").containsEntry("status", "COMPLETED");
        Reply result = server.get(server.at(late.id(), ""));
        assertThat(result.status()).isEqualTo(504);
        assertThat(result.header("x-fal-request-timeout-type")).isEqualTo("user");
        assertThat(result.header("x-fal-error-type")).isEqualTo("request_timeout");
        assertThat(result.header("x-fal-request-id")).isEqualTo(late.id());
        gate.open();
        assertThat(server.completed(running).json()).doesNotContainKey("error");
    }

    @Test
    void theNewNameOfTheDeadlineWins() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String running = server.submit();
        gate.awaitEntered();
        Reply late = server.submit(INPUT, "x-fal-request-start-timeout", "0.2", "x-fal-request-timeout", "100");
        assertThat(server.completed(late.id()).json()).containsEntry("error_type", "request_timeout");
        gate.open();
        server.completed(running);
    }

    @Test
    void aJobThatStartsInTimeMayRunLonger() throws InterruptedException {
        long limit = 1;
        FakeEngine.Gate gate;
        Reply reply;
        do { // until it starts in time, whatever else the machine does
            limit *= 2;
            gate = server.engine.gate();
            reply = server.submit(INPUT, "x-fal-request-timeout", Long.toString(limit));
        } while (limit < 64 && server.started(reply.id()).string("status").equals("COMPLETED"));
        long past = System.nanoTime() + limit * 1_000_000_000L;
        TestServer.await(() -> System.nanoTime() > past);
        assertThat(server.get(server.at(reply.id(), "/status")).string("status")).isEqualTo("IN_PROGRESS");
        gate.open();
        assertThat(server.completed(reply.id()).json()).doesNotContainKey("error");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x-fal-request-timeout|abc", "x-fal-request-timeout|0.05",
            "x-fal-request-start-timeout|NaN", "x-fal-object-lifecycle-preference|[1]",
            "x-fal-object-lifecycle-preference|{\"expiration_duration_seconds\":-1}",
            "x-fal-object-lifecycle-preference|{\"initial_acl\":{\"default\":\"maybe\"}}", "x-fal-retry-config|x",
            "x-fal-tags|fal.secret=1", "x-fal-tags|novalue"})
    void unreadableHeadersAreBadRequests(String name, String value) {
        Reply reply = server.submit(INPUT, name, value);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json()).containsEntry("error_type", "bad_request").containsKeys("detail", "message");
        assertThat(reply.header("x-fal-error-type")).isEqualTo("bad_request");
    }

    @Test
    void anEmptyBodyIsAnEmptyInput() {
        Reply reply = server.call("POST", "/queue" + TestServer.ENDPOINT);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(server.completed(reply.id()).json()).containsEntry("error", "Invalid status code: 422")
                .containsEntry("error_type", "missing");
        Reply result = server.get(server.at(reply.id(), ""));
        assertThat(result.status()).isEqualTo(422);
        assertThat(result.violation()).containsEntry("type", "missing").containsEntry("loc",
                List.of("body", "image_url"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1]", "\"text\"", "1", "null", "{\"a\":1}}", "{'a':1}", "\u0000"})
    void aBodyThatIsNoObjectIsABadRequest(String body) {
        Reply reply = server.call("POST", "/queue" + TestServer.ENDPOINT, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json()).containsEntry("error_type", "bad_request");
    }

    @Test
    void aFullQueueIsRefusedWhenTheCallerAsks() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String running = server.submit();
        gate.awaitEntered();
        String waiting = server.submit();
        Reply refused = server.call("POST", "/queue" + TestServer.ENDPOINT + "?fal_max_queue_length=0", INPUT);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json()).containsEntry("error_type", "queue_full");
        assertThat(server.call("POST", "/queue" + TestServer.ENDPOINT + "?fal_max_queue_length=1", INPUT).status())
                .isEqualTo(200);
        gate.open();
        server.completed(running);
        server.completed(waiting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue/fal-ai/unknown", "/queue/fal-ai/pixal3d/unknown/path", "/queue/fal-ai", "/queue"})
    void unknownAppsAreNotFound(String path) {
        Reply reply = server.call("POST", path, INPUT);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.string("detail")).contains("not found");
        assertThat(reply.header("x-fal-billable-units")).isEqualTo("0");
    }

    @Test
    void configuredSubPathsAreTheEndpoint() {
        Reply reply = server.call("POST", "/queue/fal-ai/pixal3d/extra/path", INPUT);
        assertThat(reply.status()).isEqualTo(200);
        server.completed(reply.id());
        assertThat(server.get("/queue/fal-ai/pixal3d/extra/path/requests/" + reply.id() + "/status").id())
                .isEqualTo(reply.id());
    }

    @Test
    void aRepeatedIdempotencyKeyGivesTheFirstRequest() {
        Reply first = server.submit(INPUT, "idempotency-key", "k1");
        assertThat(server.submit(INPUT, "idempotency-key", "k1").id()).isEqualTo(first.id());
        Reply other = server.submit(Map.of("image_url", TestServer.PICTURE, "seed", 1), "idempotency-key", "k1");
        assertThat(other.status()).isEqualTo(409);
        server.completed(first.id());
    }

    @Test
    void everyParameterIsChecked() {
        assertThat(Parameters.ALL).isNotEmpty();
        Map<String, Object> input = Json.map("image_url", TestServer.PICTURE, "resolution", 512,
                "ss_sampling_steps", 51, "tex_slat_sampling_steps", 12.5, "seed", "x");
        Reply reply = server.call("POST", "/run" + TestServer.ENDPOINT, input);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text()).contains("one_of", "less_than_equal", "int_from_float", "int_parsing");
        assertThat(reply.header("x-fal-retryable")).isEqualTo("false");
    }
}
