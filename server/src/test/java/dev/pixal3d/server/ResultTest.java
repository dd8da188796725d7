// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Problem;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @Test
    void isTheOutputObjectWithAFileThatCanBeFetched() {
        String id = server.submit(Map.of("image_url", TestServer.PICTURE, "seed", 42)).id();
        server.completed(id);
        Reply result = server.get(server.at(id, ""));
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.header("x-fal-request-id")).isEqualTo(id);
        assertThat(result.json()).containsOnlyKeys("model_glb", "thumbnail", "seed").containsEntry("seed", 42);
        Map<String, Object> file = result.object("model_glb");
        assertThat(file).containsEntry("content_type", "model/gltf-binary").containsEntry("file_size",
                FakeEngine.glb().length).containsEntry("file_name", "pixal3d_" + id.replace("-", "") + ".glb");
        Reply glb = server.get(String.valueOf(file.get("url")), "authorization", "");
        assertThat(glb.bytes()).isEqualTo(FakeEngine.glb());
        assertThat(glb.header("content-type")).isEqualTo("model/gltf-binary");
        Reply thumbnail = server.get(String.valueOf(result.object("thumbnail").get("url")), "authorization", "");
        assertThat(thumbnail.header("content-type")).isEqualTo("image/png");
        RgbaImage small = ImageDecoder.decode(thumbnail.bytes());
        assertThat(List.of(small.width(), small.height())).containsExactly(256, 256);
    }

    @Test
    void isRefusedWhileTheRequestRuns() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String id = server.submit();
        gate.awaitEntered();
        Reply early = server.get(server.at(id, ""));
        assertThat(early.status()).isEqualTo(400);
        assertThat(early.json()).containsEntry("detail", "Request is still in progress").containsKey("message");
        gate.open();
        server.completed(id);
    }

    @Test
    void isTheSameTwiceAndAfterARestart() throws IOException {
        String id = server.submit();
        server.completed(id);
        Map<String, Object> before = server.get(server.at(id, "")).json();
        assertThat(server.get(server.at(id, "")).json()).isEqualTo(before);
        server.restart();
        Map<String, Object> after = server.get(server.at(id, "")).json();
        assertThat(after.get("seed")).isEqualTo(before.get("seed"));
        assertThat(server.get(server.at(id, "/status")).string("status")).isEqualTo("COMPLETED");
    }

    @Test
    void ofAnInvalidInputIsTheErrorList() {
        String id = server.submit(Map.of("image_url", 5)).id();
        Reply status = server.completed(id);
        assertThat(status.json()).containsEntry("error", "Invalid status code: 422");
        Reply result = server.get(server.at(id, ""));
        assertThat(result.status()).isEqualTo(422);
        assertThat(result.header("x-fal-retryable")).isEqualTo("false");
        assertThat(result.violation()).containsEntry("loc", List.of("body", "image_url")).containsEntry("input", 5)
                .containsKeys("msg", "type", "url");
        assertThat(result.json()).containsKey("message");
    }

    @Test
    void ofAFailingEngineIsItsError() {
        server.engine.script((_, _) -> {
            server.engine.script(FakeEngine.THREE_STAGES);
            throw new IllegalStateException("surprise");
        });
        String id = server.submit();
        assertThat(server.completed(id).json()).containsEntry("error_type", "runner_server_error");
        Reply result = server.get(server.at(id, ""));
        assertThat(result.status()).isEqualTo(500);
        assertThat(result.header("x-fal-request-id")).isEqualTo(id);
        assertThat(result.json()).containsKeys("detail", "message", "error_type");
        assertThat(result.text()).doesNotContain("nginx");
    }

    /** Libraries and operating systems put paths into their messages; a log line and a problem may carry one on. */
    @Test
    void noTextOfARunNamesThisMachinesPaths() {
        String path = server.directory().resolve("weights/ckpts/tex_dec.safetensors").toString();
        for (Exception end : List.of(new IllegalStateException("cannot map " + path),
                new NoSuchFileException(path),
                new Problem.General(Problem.Kind.DOWNSTREAM_SERVICE_UNAVAILABLE, path + ": is cut off.").exception(),
                Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR, "picture: not readable (" + path + ")").exception())) {
            server.engine.script((_, context) -> {
                context.info("reading \"" + path + "\"");
                context.warn("slow disk: " + path + ", C:\\Users\\me\\weights\\a.bin");
                throw end;
            });
            String id = server.submit();
            Reply status = server.completed(id);
            Reply result = server.get(server.at(id, ""));
            assertThat(result.status()).isGreaterThanOrEqualTo(422);
            assertThat(status.text()).contains("reading \\\"tex_dec.safetensors", "a.bin");
            Reply history = server.get("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d&expand=payloads");
            assertThat(history.text()).contains(id);
            for (Reply reply : List.of(status, result, history)) {
                assertThat(reply.text()).doesNotContain(server.directory().toString(), "weights/", "Users");
            }
        }
        server.engine.script(FakeEngine.THREE_STAGES);
    }

    @Test
    void ofAnEngineThatCannotUseThePictureIsTheErrorList() {
        server.engine.script((_, _) -> {
            server.engine.script(FakeEngine.THREE_STAGES);
            throw Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR, "nothing to see").exception();
        });
        String id = server.submit();
        server.completed(id);
        Reply result = server.get(server.at(id, ""));
        assertThat(result.status()).as(result.text()).isEqualTo(422);
        assertThat(result.violation()).containsEntry("type", "image_load_error").containsEntry("msg", "nothing to see");
    }

    @Test
    void withoutStoredPayloadsIsStillReadable() {
        String id = server.submit(Map.of("image_url", TestServer.PICTURE), "x-fal-store-io", "0").id();
        server.completed(id);
        assertThat(server.get(server.at(id, "")).status()).isEqualTo(200);
        Reply history = server
                .get("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d&expand=payloads&request_id=" + id);
        assertThat(history.text()).contains(id).doesNotContain("json_input", "json_output");
    }

    @Test
    void aMissingSeedIsChosenOnceForAllAttempts() {
        Reply a = server.get(server.at(done(server.submit()), ""));
        Reply b = server.get(server.at(done(server.submit()), ""));
        assertThat(a.json().get("seed")).isInstanceOf(Integer.class).isNotEqualTo(b.json().get("seed"));
    }

    private static String done(String id) {
        server.completed(id);
        return id;
    }
}
