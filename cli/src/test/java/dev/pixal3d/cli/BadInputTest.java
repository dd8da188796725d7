// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.EngineOption;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.work.Downloads;
import dev.pixal3d.server.work.EndpointRunner;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.WorkerTools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is wrong with an input is said in the same words, and as the same kind of error, on every way in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> ENGINES = List.of("preview", "pixal3d");
    /** A field that is left out. */
    private static final Object NOTHING = new Object();

    @TempDir
    private static Path dir = Path.of("");

    private final Parallel parallel = new Parallel(2);
    private Optional<Service> service = Optional.empty();

    /** A server with the real pipeline on a thread of its own. */
    private record Service(PixalServer server, Pipeline pipeline, String key) implements AutoCloseable {
        static Service start(Path data, Path weights, Parallel parallel) throws IOException {
            ServerConfig d = ServerConfig.defaults(data);
            ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false));
            Pipeline pipeline = new Pipeline(new Engines(EngineOptions.NONE
                    .with(new EngineOption("weights", "", ""), weights.toString())
                    .with(new EngineOption("device", "", ""), "cpu")));
            PixalServer server = PixalServer.start(config, new Workers.InProcess(() -> new EndpointRunner(
                    Endpoints.INSTALLED, WorkerTools.of(pipeline, new Downloads(config))),
                    parallel));
            return new Service(server, pipeline, server.firstKey().orElseThrow());
        }

        HttpResponse<String> run(Map<String, Object> input) throws IOException, InterruptedException {
            return HTTP.send(HttpRequest.newBuilder(URI.create(server.url() + "/run/fal-ai/pixal3d"))
                    .header("Authorization", "Key " + key).header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(input))).build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        @Override
        public void close() {
            server.close();
            pipeline.close();
        }
    }

    @BeforeAll
    void start() throws IOException {
        Run synth = Run.of("weights", "synth", "--size", "tiny", dir.resolve("weights"));
        assertThat(synth.exitCode()).as(synth.err()).isZero();
        service = Optional.of(Service.start(dir.resolve("data"), dir.resolve("weights"), parallel));
    }

    @AfterAll
    void stop() {
        service.ifPresent(Service::close);
        parallel.close();
    }

    record BadPicture(String engine, String name, byte[] bytes, Problem.Kind kind) {
        @Override
        public String toString() { return engine + ", " + name; }
    }

    static Stream<BadPicture> pictures() {
        byte[] good = ImageEncoder.png(square(40, 40, 255), true);
        return ENGINES.stream().flatMap(engine -> Stream.of(
                new BadPicture(engine, "transparent", ImageEncoder.png(square(40, 40, 0), true),
                        Problem.Kind.IMAGE_LOAD_ERROR),
                new BadPicture(engine, "cut short", Arrays.copyOf(good, good.length / 2),
                        Problem.Kind.IMAGE_LOAD_ERROR),
                new BadPicture(engine, "text", "this is no picture".getBytes(StandardCharsets.UTF_8),
                        Problem.Kind.UNSUPPORTED_IMAGE_FORMAT),
                new BadPicture(engine, "empty", new byte[0], Problem.Kind.IMAGE_LOAD_ERROR),
                new BadPicture(engine, "bmp", "BM0000000000000000000000000000".getBytes(StandardCharsets.US_ASCII),
                        Problem.Kind.UNSUPPORTED_IMAGE_FORMAT),
                new BadPicture(engine, "bomb", withSides(good, 60_000), Problem.Kind.IMAGE_TOO_LARGE)));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void badPictures(BadPicture picture) throws IOException, InterruptedException {
        Path file = Files.write(dir.resolve("picture.png"), picture.bytes());
        Run run = Run.of("generate", file, "-o", dir.resolve("x.glb"), "--engine", picture.engine(), "--weights",
                dir.resolve("weights"), "--device", "cpu", "--camera_angle_x", 0.5);
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.bytes());
        HttpResponse<String> answer = service.orElseThrow()
                .run(Map.of("image_url", uri, "engine", picture.engine(), "camera_angle_x", 0.5));
        JsonNode detail = JSON.readTree(answer.body()).path("detail").path(0);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(picture.kind().status());
        assertThat(detail.path("type").asString()).isEqualTo(picture.kind().type());
        assertThat(detail.path("loc").path(1).asString()).isEqualTo("image_url");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(picture.kind().exitCode());
        assertThat(run.err()).contains("picture.png: " + detail.path("msg").asString());
        assertThat(dir.resolve("x.glb")).doesNotExist();
    }

    record BadAddress(String engine, String url) {}

    static Stream<BadAddress> addresses() {
        return ENGINES.stream()
                .flatMap(engine -> Stream.of("ftp://example.org/x.png", "http://", "http://127.0.0.1:1/x",
                        "https://[::1/x.png").map(url -> new BadAddress(engine, url)));
    }

    /** A server does not call its own machine's addresses, so there only the kind and the field are compared. */
    @ParameterizedTest
    @MethodSource("addresses")
    void badAddresses(BadAddress address) throws IOException, InterruptedException {
        Run run = Run.of("generate", address.url(), "-o", dir.resolve("x.glb"), "--engine", address.engine(),
                "--weights", dir.resolve("weights"), "--device", "cpu");
        HttpResponse<String> answer = service.orElseThrow()
                .run(Map.of("image_url", address.url(), "engine", address.engine()));
        JsonNode detail = JSON.readTree(answer.body()).path("detail").path(0);
        Problem.Kind kind = Problem.Kind.FILE_DOWNLOAD_ERROR;
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(kind.status());
        assertThat(detail.path("type").asString()).isEqualTo(kind.type());
        assertThat(detail.path("loc").path(1).asString()).isEqualTo("image_url");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(kind.exitCode());
        String message = detail.path("msg").asString();
        assertThat(run.err()).contains(message.contains("127.0.0.1") || message.contains("private")
                ? address.url() + ": File download error: "
                : address.url() + ": " + message);
    }

    record BadParameter(String engine, String name, Object value, Problem.Kind kind) {}

    static Stream<BadParameter> parameters() { return ENGINES.stream().flatMap(BadInputTest::parameters); }

    private static Stream<BadParameter> parameters(String engine) {
        return Stream.of(new BadParameter(engine, "seed", "1.5", Problem.Kind.INT_PARSING),
                new BadParameter(engine, "seed", "9223372036854775808", Problem.Kind.LESS_THAN_EQUAL),
                new BadParameter(engine, "resolution", "512", Problem.Kind.ONE_OF),
                new BadParameter(engine, "decimation_target", "1586022", Problem.Kind.LESS_THAN_EQUAL),
                new BadParameter(engine, "ss_sampling_steps", "0", Problem.Kind.GREATER_THAN_EQUAL),
                new BadParameter(engine, "mesh_scale", "big", Problem.Kind.FLOAT_PARSING),
                new BadParameter(engine, "remesh", "maybe", Problem.Kind.BOOL_PARSING),
                new BadParameter(engine, "texture_format", "tiff", Problem.Kind.ONE_OF),
                new BadParameter(engine, "output_format", "fbx", Problem.Kind.ONE_OF),
                new BadParameter(engine, "engine", "magic", Problem.Kind.ONE_OF));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void badParameters(BadParameter parameter) throws IOException, InterruptedException {
        List<Object> command = new ArrayList<>(List.of("generate", Run.EXAMPLES.resolve("robot.png")));
        Map<String, Object> input = new HashMap<>(Map.of("image_url", "https://example.org/x.png"));
        if (!parameter.name().equals("engine")) {
            command.addAll(List.of("--engine", parameter.engine()));
            input.put("engine", parameter.engine());
        }
        command.addAll(List.of("--" + parameter.name(), parameter.value()));
        input.put(parameter.name(), parameter.value());
        Run run = Run.of(command.toArray());
        HttpResponse<String> answer = service.orElseThrow().run(input);
        JsonNode detail = JSON.readTree(answer.body()).path("detail").path(0);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(parameter.kind().status());
        assertThat(detail.path("type").asString()).isEqualTo(parameter.kind().type());
        assertThat(detail.path("loc").path(1).asString()).isEqualTo(parameter.name());
        assertThat(run.exitCode()).as(run.err()).isEqualTo(parameter.kind().exitCode());
        assertThat(run.err()).contains("--" + parameter.name() + ": " + detail.path("msg").asString());
    }

    /** What only JSON can say: options are text. */
    static Stream<BadParameter> values() {
        return ENGINES.stream().flatMap(engine -> Stream.of(
                new BadParameter(engine, "seed", true, Problem.Kind.INT_TYPE),
                new BadParameter(engine, "seed", 1.5, Problem.Kind.INT_FROM_FLOAT),
                new BadParameter(engine, "mesh_scale", List.of(1), Problem.Kind.FLOAT_TYPE),
                new BadParameter(engine, "remesh", List.of(), Problem.Kind.BOOL_TYPE),
                new BadParameter(engine, "image_url", 7, Problem.Kind.STRING_TYPE),
                new BadParameter(engine, "image_url", "", Problem.Kind.SEQUENCE_TOO_SHORT),
                new BadParameter(engine, "image_urls", "x", Problem.Kind.LIST_TYPE),
                new BadParameter(engine, "image_urls", List.of(), Problem.Kind.TOO_SHORT),
                new BadParameter(engine, "image_urls", Collections.nCopies(17, "x"), Problem.Kind.TOO_LONG),
                new BadParameter(engine, "image_urls", List.of("x", "x"), Problem.Kind.FILE_DOWNLOAD_ERROR),
                new BadParameter(engine, "cameras", List.of("front"), Problem.Kind.VALUE_ERROR),
                new BadParameter(engine, "image_url", NOTHING, Problem.Kind.MISSING)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void badValues(BadParameter parameter) throws IOException, InterruptedException {
        Map<String, Object> input = new HashMap<>(
                Map.of("image_url", "https://example.org/x.png", "engine", parameter.engine()));
        input.put(parameter.name(), parameter.value());
        input.values().remove(NOTHING);
        HttpResponse<String> answer = service.orElseThrow().run(input);
        JsonNode detail = JSON.readTree(answer.body()).path("detail").path(0);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(parameter.kind().status());
        assertThat(detail.path("type").asString()).isEqualTo(parameter.kind().type());
        assertThat(detail.path("loc").path(1).asString()).isEqualTo(parameter.name());
        assertThat(detail.path("msg").asString()).isNotBlank();
    }

    /** Kinds from the first of a parameter to the last of a picture; the others are no caller's fault. */
    @Test
    void everyKindIsInATable() {
        Set<Problem.Kind> sent = EnumSet.of(Problem.Kind.FILE_DOWNLOAD_ERROR);
        Stream.of(parameters(), values()).flatMap(s -> s).forEach(p -> sent.add(p.kind()));
        pictures().forEach(p -> sent.add(p.kind()));
        Set<Problem.Kind> missing = EnumSet.range(Problem.Kind.MISSING, Problem.Kind.NO_MEDIA_GENERATED);
        missing.removeAll(sent);
        assertThat(missing).as("whole command lines; half a gigabyte; what an engine finds in a fine picture")
                .containsExactlyInAnyOrder(Problem.Kind.BAD_REQUEST, Problem.Kind.FILE_TOO_LARGE,
                        Problem.Kind.NO_MEDIA_GENERATED);
    }

    @Test
    void damagedWeightsAreTheServersFaultAndNameNoPath() throws IOException, InterruptedException {
        Path damaged = dir.resolve("damaged");
        Run synth = Run.of("weights", "synth", "--size", "tiny", damaged);
        assertThat(synth.exitCode()).as(synth.err()).isZero();
        Path file = damaged.resolve("ckpts/tex_dec.safetensors");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        try (Service broken = Service.start(dir.resolve("broken"), damaged, parallel)) {
            byte[] good = ImageEncoder.png(square(40, 40, 255), true);
            String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(good);
            HttpResponse<String> answer = broken.run(Map.of("image_url", uri, "engine", "pixal3d"));
            JsonNode detail = JSON.readTree(answer.body()).path("detail").path(0);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
            assertThat(detail.path("type").asString()).isEqualTo("downstream_service_unavailable");
            assertThat(answer.body()).contains("tex_dec.safetensors").doesNotContain(dir.toString());
            Run run = Run.of("generate", Run.EXAMPLES.resolve("robot.png"), "--engine", "pixal3d", "--weights", damaged,
                    "-o", dir.resolve("y.glb"));
            assertThat(run.exitCode()).as(run.err()).isEqualTo(Problem.Kind.DOWNSTREAM_SERVICE_UNAVAILABLE.exitCode());
            assertThat(run.err()).contains(detail.path("msg").asString()).doesNotContain("robot.png: ");
        }
    }

    @Test
    void anotherFormatStandsBesideTheGlb() throws IOException, InterruptedException {
        byte[] good = Files.readAllBytes(Run.EXAMPLES.resolve("robot.png"));
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(good);
        HttpResponse<String> answer = service.orElseThrow().run(Map.of("image_url", uri, "engine", "preview",
                "output_format", "stl", "decimation_target", 5000, "texture_size", 1024));
        JsonNode result = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(List.copyOf(result.propertyNames())).containsExactly("model_glb", "model_stl", "thumbnail",
                "prepared", "print", "seed");
        assertThat(result.path("model_glb").path("content_type").asString()).isEqualTo("model/gltf-binary");
        assertThat(result.path("model_stl").path("file_name").asString()).endsWith(".stl");
        assertThat(result.path("model_stl").path("file_size").asLong()).isGreaterThan(1000);
    }

    private static RgbaImage square(int width, int height, int alpha) {
        byte[] pixels = new byte[4 * width * height];
        for (int i = 0; i < width * height; i++) {
            boolean inside = Math.abs(i % width - width / 2) < width / 4
                    && Math.abs(i / width - height / 2) < height / 4;
            pixels[4 * i] = (byte) 200;
            pixels[4 * i + 3] = (byte) (inside ? alpha : 0);
        }
        return new RgbaImage(width, height, pixels);
    }

    /** The same PNG, whose header says another width. */
    private static byte[] withSides(byte[] png, int side) {
        byte[] copy = png.clone();
        for (int i = 0; i < 8; i++) copy[16 + i] = (byte) (side >> 24 - 8 * (i % 4));
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(copy, 12, 17);
        for (int i = 0; i < 4; i++) copy[29 + i] = (byte) (crc.getValue() >> 24 - 8 * i);
        return copy;
    }
}
