// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.cli.Main;
import dev.pixal3d.neural.SyntheticWeights;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way of a self-hosted model: serve with a weights folder, one call over HTTP, the networks, a valid GLB. */
class NeuralServiceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder = Path.of("");

    @Test
    void aServerWithWeightsAnswersWithTheNetworksModel() throws Exception {
        Path weights = folder.resolve("weights");
        SyntheticWeights.write(weights, SyntheticWeights.Size.TINY, _ -> {});
        Process server = new ProcessBuilder(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx1g", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "serve", "--port", "0", "--anonymous", "--data",
                folder.resolve("data").toString(), "--weights", weights.toString(), "--device", "cpu"))
                .redirectError(folder.resolve("log").toFile()).start();
        try (HttpClient client = HttpClient.newHttpClient(); BufferedReader out = server.inputReader()) {
            String url = String.valueOf(out.readLine());
            assertThat(url).as(Files.readString(folder.resolve("log"))).startsWith("http");
            JsonNode output = generate(client, url);
            assertThat(output.path("seed").asInt()).as(output.toString()).isEqualTo(5);
            byte[] glb = client.send(HttpRequest.newBuilder(URI.create(output.get("model_glb").get("url").asString()))
                    .build(), HttpResponse.BodyHandlers.ofByteArray()).body();
            assertThat(extras(glb)).contains("\"engine\":\"pixal3d\"", "\"neural\":true");
            Path file = Files.write(folder.resolve("model.glb"), glb);
            assertThat(KhronosValidator.validate(List.of(file))).singleElement()
                    .satisfies(r -> assertThat(r.errors() + r.warnings()).as(r.toString()).isZero());
        } finally {
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).as("the server ends").isTrue();
        }
    }

    private static JsonNode generate(HttpClient client, String url) throws Exception {
        byte[] picture = Files.readAllBytes(Path.of("..", "examples", "robot.png"));
        Map<String, Object> input = Map.ofEntries(Map.entry("image_url",
                "data:image/png;base64," + Base64.getEncoder().encodeToString(picture)), Map.entry("seed", 5),
                Map.entry("engine", "pixal3d"), Map.entry("camera_angle_x", 0.5), Map.entry("ss_sampling_steps", 2),
                Map.entry("shape_slat_sampling_steps", 2), Map.entry("tex_slat_sampling_steps", 2),
                Map.entry("decimation_target", 5000), Map.entry("texture_size", 1024));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/run/fal-ai/pixal3d"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(input))).build();
        return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The JSON part of a GLB. */
    private static String extras(byte[] glb) {
        assertThat(new String(glb, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("glTF");
        return new String(glb, 20, Math.min(glb.length - 20, 20_000), StandardCharsets.ISO_8859_1);
    }
}
