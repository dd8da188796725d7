// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A kept volume becomes other files without another run, over HTTP. */
@Timeout(300)
class ExportEndpointTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Of a voxel in plain tensors. */
    private static final double PLAIN_BYTES = 51;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static LocalServer server;
    private static String bar;
    /** Of a picture with something in it; other files are made of a bar's volume, which takes less work. */
    private static JsonNode made;
    private static JsonNode slim;

    @BeforeAll
    static void start() throws Exception {
        server = LocalServer.withPreview(directory);
        bar = dataUri(SlimPicture.write(directory.resolve("bar.png")));
        made = runAndKeep(dataUri(Path.of("../examples/mushroom.png")));
        slim = runAndKeep(bar);
    }

    private static JsonNode runAndKeep(String picture) throws Exception {
        HttpResponse<String> answer = run("fal-ai/pixal3d", Map.of("image_url", picture, "decimation_target", 5000,
                "texture_size", 1024, "keep_volume", true));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String dataUri(Path file) throws IOException {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    @AfterAll
    static void stop() { server.close(); }

    private static HttpResponse<String> run(String endpoint, Map<String, Object> input) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(server.url() + "/run/" + endpoint))
                .header("authorization", "Key " + server.key()).header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(input))).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode fileFacts(JsonNode file) throws Exception {
        byte[] glb = CLIENT.send(HttpRequest.newBuilder(URI.create(file.get("url").asString())).build(),
                HttpResponse.BodyHandlers.ofByteArray()).body();
        int length = Integer.reverseBytes(java.nio.ByteBuffer.wrap(glb).getInt(12));
        return JSON.readTree(new String(glb, 20, length, java.nio.charset.StandardCharsets.UTF_8)).at("/asset/extras");
    }

    @Test
    void theVolumeBecomesAnotherFile() throws Exception {
        assertThat(slim.has("volume")).isTrue();
        HttpResponse<String> answer = run("fal-ai/pixal3d/export", Map.of("volume_url",
                slim.at("/volume/url").asString(), "decimation_target", 12_000, "texture_size", 1024,
                "output_format", "stl"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode exported = JSON.readTree(answer.body());
        assertThat(exported.propertyNames()).containsExactly("model_glb", "model_stl", "thumbnail", "print");
        assertThat(exported.at("/print/watertight").asBoolean()).isTrue();
        assertThat(exported.at("/print/height_mm").asInt()).isEqualTo(100);
        JsonNode before = fileFacts(slim.get("model_glb")), after = fileFacts(exported.get("model_glb"));
        assertThat(before.at("/mesh/vertices").asInt()).isEqualTo(5000);
        assertThat(after.at("/mesh/vertices").asInt()).isBetween(11_990, 12_000);
        assertThat(after.at("/mesh/watertight").asBoolean()).isTrue();
        assertThat(after.get("engine")).as("still says who made the volume").isEqualTo(before.get("engine"));
    }

    @Test
    void levelsOfDetailAreFilesOfTheirOwn() throws Exception {
        HttpResponse<String> answer = run("fal-ai/pixal3d/export", Map.of("volume_url",
                slim.at("/volume/url").asString(), "decimation_target", 5000, "texture_size", 1024, "lods", 2,
                "collision_bodies", 4));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode exported = JSON.readTree(answer.body());
        assertThat(exported.has("print")).isFalse();
        assertThat(exported.at("/collision/file_name").asString()).endsWith("_collision.glb");
        assertThat(exported.get("lods").size()).isEqualTo(2);
        assertThat(exported.at("/lods/1/file_name").asString()).endsWith("_lod2.glb");
        int faces = fileFacts(exported.get("model_glb")).at("/mesh/faces").asInt();
        for (JsonNode level : exported.get("lods")) {
            int fewer = fileFacts(level).at("/mesh/faces").asInt();
            assertThat((double) fewer / faces).isBetween(0.2, 0.3);
            faces = fewer;
        }
    }

    @Test
    void aKeptVolumeIsAQuarterOfItsPlainSize() throws Exception {
        byte[] file = CLIENT.send(HttpRequest.newBuilder(URI.create(made.at("/volume/url").asString())).build(),
                HttpResponse.BodyHandlers.ofByteArray()).body();
        int header = Integer.reverseBytes(java.nio.ByteBuffer.wrap(file).getInt());
        int voxels = JSON.readTree(new String(file, 8, header, java.nio.charset.StandardCharsets.UTF_8))
                .at("/__metadata__/voxels").asInt();
        assertThat(voxels).isGreaterThan(100_000);
        assertThat((double) file.length / voxels).isLessThan(PLAIN_BYTES / 4);
    }

    @Test
    void whatIsNoVolumeIsRefusedInWords() throws Exception {
        HttpResponse<String> answer = run("fal-ai/pixal3d/export", Map.of("volume_url", bar));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("unusable_file", "volume_url").doesNotContain(directory.toString(),
                "staged");
        HttpResponse<String> model = run("fal-ai/pixal3d/export",
                Map.of("volume_url", made.at("/model_glb/url").asString()));
        assertThat(model.statusCode()).isEqualTo(422);
        assertThat(model.body()).contains("this is a GLB, not a kept volume");
    }

    @Test
    void aFileOfThisServerThatIsGoneIsSaidToBeGone() throws Exception {
        String url = made.at("/volume/url").asString();
        int letter = url.indexOf("/files/b/") + "/files/b/".length();
        char other = url.charAt(letter) == '0' ? '1' : '0';
        String mistyped = url.substring(0, letter) + other + url.substring(letter + 1);
        HttpResponse<String> answer = run("fal-ai/pixal3d/export", Map.of("volume_url", mistyped));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("file_download_error", "the file is not there").doesNotContain("not public");
    }

    @Test
    void aRunKeepsNoVolumeUnlessAsked() throws Exception {
        HttpResponse<String> answer = run("fal-ai/pixal3d",
                Map.of("image_url", bar, "decimation_target", 5000, "texture_size", 1024));
        assertThat(JSON.readTree(answer.body()).propertyNames()).contains("thumbnail", "prepared")
                .doesNotContain("volume");
    }
}
