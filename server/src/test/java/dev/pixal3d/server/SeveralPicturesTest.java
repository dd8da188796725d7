// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Problem;
import dev.pixal3d.image.RgbaImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several pictures of one object, from the request to the engine. */
class SeveralPicturesTest {
    private static final String RUN = "/run/fal-ai/pixal3d";
    private static final String FIELD = "image_urls";
    private static final byte[] SMALL = TestPictures.png(40, 30);

    private TestServer server;

    @BeforeEach
    void start() throws IOException { server = TestServer.start(); }

    @AfterEach
    void stop() throws IOException { server.close(); }

    private static String uri(byte[] picture) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);
    }

    /** Long enough to be put aside as a file of the service. */
    private static byte[] noisy(int width) {
        byte[] png = TestPictures.png(width, 20);
        // what stands behind the end of a PNG is ignored
        return Arrays.copyOf(png, png.length + 40_000);
    }

    private Reply run(Object pictures, Object... more) {
        Map<String, Object> input = new HashMap<>(Map.of(FIELD, pictures, "seed", 7));
        for (int i = 0; i < more.length; i += 2) input.put(String.valueOf(more[i]), more[i + 1]);
        return server.call("POST", RUN, input);
    }

    private List<Integer> widths() {
        return server.engine.pictures().getLast().stream().map(RgbaImage::width).toList();
    }

    private static void assertViolation(Reply reply, String field, String type, String... words) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.violation()).containsEntry("type", type).containsEntry("loc", List.of("body", field));
        assertThat(String.valueOf(reply.violation().get("msg"))).contains(words);
    }

    @Test
    void allOfThemReachTheEngineInOrder() {
        String upload = uploaded(TestPictures.png(60, 20));
        Reply reply = run(List.of(uri(noisy(50)), upload, uri(SMALL), uri(noisy(70))));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(widths()).containsExactly(50, 60, 40, 70);
    }

    private String uploaded(byte[] png) {
        Reply ticket = server.call("POST", "/rest/storage/upload/initiate",
                Map.of("file_name", "a.png", "content_type", "image/png"));
        assertThat(ticket.status()).as(ticket.text()).isEqualTo(200);
        String to = ticket.string("upload_url");
        assertThat(server.put(to, png, "content-type", "image/png").status()).isBetween(200, 204);
        return ticket.string("file_url");
    }

    /** The same picture twice is one file of the service or two; a repetition under an idempotency key is the same. */
    @Test
    void aRepetitionIsTheSameRequest() {
        List<String> pictures = List.of(uri(noisy(50)), uri(noisy(50)), uri(noisy(60)));
        Map<String, Object> input = Map.of(FIELD, pictures, "seed", 3);
        Reply first = server.submit(input, "x-fal-idempotency-key", "k");
        Reply again = server.submit(input, "x-fal-idempotency-key", "k");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(again.id()).isEqualTo(first.id());
        server.completed(first.id());
        assertThat(widths()).containsExactly(50, 50, 60);
    }

    @Test
    void whatIsWrongWithOneIsSaidOfThatOne() {
        assertViolation(run(List.of(uri(SMALL), "data:image/png;base64,%%%")), FIELD, "image_load_error",
                "image 2: the data URI cannot be decoded");
        assertViolation(run(List.of(uri(SMALL), uri(new byte[]{1, 2, 3}))), FIELD, "unsupported_image_format",
                "image 2: ");
        assertViolation(run(List.of(uri(SMALL), uri(SMALL), "ftp://example.com/a.png")), FIELD,
                "file_download_error", "image 3: ");
        assertViolation(run(List.of(server.url() + "/files/b/none/a.png", uri(SMALL))), FIELD, "file_download_error",
                "image 1: ");
        assertThat(server.engine.pictures()).isEmpty();
    }

    /** An engine knows pictures by their number; whose parameter they are is the service's to say. */
    @Test
    void whatTheEngineSaysOfOneIsSaidOfTheList() {
        server.engine.script((_, _) -> {
            throw Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR, "image 2: shows no object").exception();
        });
        assertViolation(run(List.of(uri(SMALL), uri(SMALL))), FIELD, "image_load_error", "image 2: shows no object");
        assertViolation(server.call("POST", RUN, Map.of("image_url", uri(SMALL))), "image_url", "image_load_error",
                "shows no object");
    }

    @Test
    void aRequestThatCannotBeIsRefusedAtOnce() {
        assertViolation(run("one"), FIELD, "list_type", "valid list");
        assertViolation(run(List.of()), FIELD, "too_short", "at least 1 item");
        assertViolation(run(List.of(uri(SMALL), 7)), FIELD, "string_type", "valid string", "item 2");
        assertViolation(run(Collections.singletonList(null)), FIELD, "string_type", "item 1");
        assertViolation(run(List.of(uri(SMALL), uri(SMALL)), "cameras", List.of("front")), "cameras", "value_error",
                "1 for 2 pictures");
        assertThat(run(List.of(uri(SMALL), uri(SMALL)), "cameras", List.of("front", "left")).status()).isEqualTo(200);
    }

    /** The schema that fal publishes demands one picture; whoever checks it sends something. */
    @Test
    void theOnePictureBesideSeveralIsNotRead() {
        for (String one : List.of("", "none", "http://127.0.0.1:1/x.png", uri(new byte[]{1}))) {
            Reply reply = run(List.of(uri(SMALL), uri(noisy(50))), "image_url", one);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(widths()).containsExactly(40, 50);
        }
    }

    @Test
    void theSchemaSaysWhatMayBeSent() {
        Reply document = server.get("/openapi.json?endpoint_id=fal-ai/pixal3d");
        assertThat(document.at("components", "schemas", "Pixal3dInput", "properties", FIELD, "type"))
                .isEqualTo("array");
        assertThat(document.text()).contains("transform_matrix");
        assertThat(document.at("components", "schemas", "Pixal3dInput", "required")).as("as fal publishes it")
                .isEqualTo(List.of("image_url"));
    }

    @Test
    void onePictureIsPreparedAtATime() {
        assertViolation(server.call("POST", RUN + "/prepare", Map.of(FIELD, List.of(uri(SMALL), uri(SMALL)))), FIELD,
                "feature_not_supported", "Send one picture as image_url");
    }
}
