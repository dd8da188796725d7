// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    private static final String HISTORY = "/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d";
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private static List<Map<String, Object>> items(Reply reply) {
        return (List<Map<String, Object>>) Objects.requireNonNull(reply.json().get("items"));
    }

    @Test
    void historyPagesAreCompleteAndWithoutDuplicates() {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 7; i++) submitted.add(server.submit());
        submitted.forEach(server::completed);
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = server.get(HISTORY + "&limit=2" + cursor);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            assertThat(items(page)).hasSizeLessThanOrEqualTo(2);
            items(page).forEach(item -> listed.add(String.valueOf(item.get("request_id"))));
            assertThat(page.json().get("has_more")).isEqualTo(page.json().get("next_cursor") != null);
            cursor = page.json().get("next_cursor") == null ? "" : "&cursor=" + page.json().get("next_cursor");
        } while (!cursor.isEmpty());
        assertThat(listed).containsAll(submitted);
        assertThat(new HashSet<>(listed)).hasSameSizeAs(listed);
    }

    @Test
    void anItemHasTimesStatusAndPayloadsWhenAsked() {
        String id = server.submit(Map.of("image_url", TestServer.PICTURE, "seed", 5)).id();
        server.completed(id);
        Map<String, Object> plain = items(server.get(HISTORY + "&request_id=" + id)).getFirst();
        assertThat(plain).containsKeys("request_id", "endpoint_id", "sent_at", "started_at", "ended_at", "duration")
                .containsEntry("status_code", 200).doesNotContainKeys("json_input", "json_output");
        Map<String, Object> full = items(server.get(HISTORY + "&expand=payloads&request_id=" + id)).getFirst();
        assertThat(full.get("json_input")).isEqualTo(Map.of("image_url", TestServer.PICTURE, "seed", 5));
        assertThat(String.valueOf(full.get("json_output"))).contains("model_glb");
    }

    @Test
    void filtersAndForeignKeys() {
        String bad = server.submit(Map.of()).id();
        server.completed(bad);
        assertThat(server.get(HISTORY + "&status=user_error").text()).contains(bad);
        assertThat(server.get(HISTORY + "&status=success").text()).doesNotContain(bad);
        assertThat(items(server.get(HISTORY, "authorization", "Key " + server.newKey()))).isEmpty();
        assertThat(server.get("/v1/models/requests/search?limit=100").text()).contains(bad);
        assertThat(items(server.get(HISTORY + "&end=2020-01-01"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"&limit=0", "&limit=101", "&limit=x", "&status=maybe", "&start=yesterday", "&cursor=%00"})
    void badQueriesAreValidationErrors(String query) {
        Reply reply = server.get(HISTORY + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.object("error")).containsEntry("type", "validation_error").containsKey("message");
        assertThat(reply.json()).containsKeys("detail", "message");
    }

    @Test
    void onlyAdministratorsDeletePayloads() {
        String id = server.submit();
        server.completed(id);
        String glb = String.valueOf(server.get(server.at(id, "")).object("model_glb").get("url"));
        String path = "/v1/models/requests/" + id + "/payloads";
        assertThat(server.call("DELETE", path, "", "authorization", "Key " + server.newKey()).status()).isEqualTo(403);
        Reply deleted = server.call("DELETE", path);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.text()).contains("cdn_delete_results", glb, "\"exception\":null");
        assertThat(server.get(glb).status()).isEqualTo(404);
        assertThat(server.get(server.at(id, "")).status()).isEqualTo(404);
        assertThat(server.get(server.at(id, "/status")).string("status")).isEqualTo("COMPLETED");
        assertThat(server.call("DELETE", "/v1/models/requests/unknown/payloads").status()).isEqualTo(404);
    }

    @Test
    void whoeverMadeARequestDeletesIt() {
        String key = "Key " + server.newKey(), other = "Key " + server.newKey();
        String id = server.submit(Map.of("image_url", TestServer.PICTURE), "authorization", key).id();
        server.completed(id);
        String path = "/v1/models/requests/" + id;
        assertThat(server.call("DELETE", path, "", "authorization", other).status()).isEqualTo(404);
        assertThat(server.get(server.at(id, ""), "authorization", key).status()).isEqualTo(200);
        assertThat(server.call("DELETE", path, "", "authorization", key).status()).isEqualTo(200);
        assertThat(server.get(server.at(id, ""), "authorization", key).status()).isEqualTo(404);
    }

    @Test
    void theCallerLearnsWhatItsKeyIsAndTheStateIsForAdministrators() {
        String key = "Key " + server.newKey();
        assertThat(server.get("/v1/me").json()).containsEntry("admin", true);
        assertThat(server.get("/v1/me", "authorization", key).json()).containsEntry("admin", false);
        assertThat(server.get("/v1/me", "authorization", "").status()).isEqualTo(401);
        assertThat(server.get("/v1/state", "authorization", key).status()).isEqualTo(403);
        assertThat(server.get("/v1/state").json()).containsKeys("queue", "checks", "workers", "memory", "disk_free");
    }

    @Test
    void theQueueCanBeFlushed() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String running = server.submit();
        gate.awaitEntered();
        String waiting = server.submit();
        assertThat(server.call("DELETE", "/v1/serverless/apps/fal-ai/pixal3d/queue").json()).containsEntry("cancelled",
                1);
        assertThat(server.completed(waiting).json()).containsEntry("error_type", "client_cancelled");
        gate.open();
        server.completed(running);
    }

    @Test
    void modelsAndMeta() {
        Reply models = server.get("/v1/models?expand=openapi-3.0");
        assertThat(models.text()).contains("\"endpoint_id\":\"fal-ai/pixal3d\"", "image-to-3d",
                "\"openapi\":\"3.0.4\"");
        assertThat(server.get("/v1/models?endpoint_id=other").text()).contains("\"models\":[]");
        assertThat(server.get("/v1/meta", "authorization", "").json()).containsKey("webhook_ip_ranges");
        assertThat(server.get("/v1/models", "authorization", "").status()).isEqualTo(401);
        assertThat(server.get("/v1/nothing").status()).isEqualTo(404);
    }

    @Test
    @SuppressWarnings("unchecked") // JSON objects have text keys
    void theOpenApiDocumentDescribesEveryParameter() {
        Reply reply = server.get("/api/openapi/queue/openapi.json?endpoint_id=fal-ai/pixal3d", "authorization", "");
        Map<String, Object> input = (Map<String, Object>) reply.at("components", "schemas", "Pixal3dInput");
        Map<String, Map<String, Object>> properties = (Map<String, Map<String, Object>>) reply.at("components",
                "schemas",
                "Pixal3dInput", "properties");
        List<String> names = Stream.concat(Parameters.ALL.stream().map(Parameter::name), Stream.of("keep_volume"))
                .toList();
        assertThat(input.get("x-fal-order-properties")).isEqualTo(names);
        assertThat(properties.keySet()).containsExactlyElementsOf(names);
        assertThat(input.get("required")).isEqualTo(List.of("image_url"));
        assertThat(properties.get("resolution")).containsEntry("enum", List.of(1024, 1536)).containsEntry("default",
                1024);
        assertThat(properties.get("ss_sampling_steps")).containsEntry("minimum", 1).containsEntry("maximum", 50);
        assertThat(properties.values()).allSatisfy(p -> assertThat(p).containsKeys("title", "description", "type"));
        assertThat(properties.get("seed")).containsEntry("nullable", true);
        assertThat(properties.get("remesh")).doesNotContainKey("nullable");
        assertThat(reply.json()).containsEntry("openapi", "3.0.4");
        assertThat(reply.json().get("servers")).isEqualTo(List.of(Map.of("url", server.url() + "/queue")));
        assertThat(reply.object("paths").keySet()).containsExactly("/fal-ai/pixal3d",
                "/fal-ai/pixal3d/requests/{request_id}", "/fal-ai/pixal3d/requests/{request_id}/status",
                "/fal-ai/pixal3d/requests/{request_id}/cancel");
        assertThat(reply.text()).contains("apiKeyAuth", "x-fal-metadata");
        assertThat(server.get("/api/openapi/queue/openapi.json?endpoint_id=other").status()).isEqualTo(404);
    }

    @Test
    void endpointsMayBeRepeatedOrListed() {
        String id = server.submit();
        server.completed(id);
        String path = "/v1/models/requests/by-endpoint?request_id=" + id + "&endpoint_id=";
        for (String endpoints : List.of("a/b&endpoint_id=fal-ai/pixal3d", "a/b,fal-ai/pixal3d",
                "fal-ai/pixal3d&endpoint_id=a/b")) {
            assertThat(items(server.get(path + endpoints))).as(endpoints).hasSize(1);
        }
        assertThat(items(server.get(path + "a/b"))).isEmpty();
        assertThat(server.get(path + "a/b,".repeat(51)).status()).isEqualTo(400);
        assertThat(server.get("/v1/models/requests/by-endpoint").status()).isEqualTo(400);
        assertThat(server.get("/v1/models?endpoint_id=a/b&endpoint_id=fal-ai/pixal3d").text()).contains("image-to-3d");
        assertThat(server.get("/v1/models?category=text-to-image").text()).contains("\"models\":[]");
    }

    @Test
    void errorsNameTheRequest() {
        Reply reply = server.get("/v1/models/requests/by-endpoint");
        assertThat(reply.object("error")).containsEntry("request_id", reply.header("x-fal-request-id"))
                .containsKeys("type", "message", "docs_url");
    }
}
