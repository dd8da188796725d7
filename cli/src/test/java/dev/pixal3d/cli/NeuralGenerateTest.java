// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a picture to a GLB through the networks, with random weights. */
class NeuralGenerateTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path ROBOT = Run.EXAMPLES.resolve("robot.png");

    @TempDir
    static Path dir = Path.of("");

    private static Path weights = Path.of("");

    @BeforeAll
    static void writeWeights() {
        weights = dir.resolve("weights");
        Run run = Run.of("weights", "synth", "--size", "tiny", "--views", weights);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static Run generate(Path picture, Path glb, String engine, Path folder) {
        return Run.generateSmall(picture, glb, "--json", "--seed", 3, "--engine", engine, "--weights", folder,
                "--device", "cpu", "--ss_sampling_steps", 2, "--shape_slat_sampling_steps", 2,
                "--tex_slat_sampling_steps", 2, "--camera_angle_x", 0.5);
    }

    private static JsonNode extras(Path glb) throws IOException {
        GlbModel model = GlbReader.read(Files.readAllBytes(glb));
        assertThat(model.triangleCount()).isBetween(100, 40_000);
        JsonNode extras = JSON.readTree(Run.of("inspect", "--json", glb).out()).get("extras");
        assertThat(extras.get("engine").asString()).isEqualTo("pixal3d");
        assertThat(extras.get("neural").asBoolean()).isTrue();
        assertThat(extras.get("seed").asInt()).isEqualTo(3);
        return extras;
    }

    @Test
    void aPictureBecomesAModelThatNamesTheEngine() throws IOException {
        Path glb = dir.resolve("one").resolve("robot.glb");
        Run run = generate(ROBOT, glb, "pixal3d", weights);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(JSON.readTree(run.out()).get("engine").asString()).isEqualTo("pixal3d");
        assertThat(extras(glb).has("pictures")).isFalse();
    }

    /** A dataset's file names the pictures and says where they were taken from. */
    @Test
    void severalPicturesOfADatasetBecomeOneModel() throws IOException {
        Path dataset = Files.createDirectories(dir.resolve("dataset/train"));
        for (String name : List.of("r_0.png", "r_1.png")) Files.copy(ROBOT, dataset.resolve(name));
        Path transforms = Files.writeString(dir.resolve("dataset/transforms.json"), """
                {"camera_angle_x": 0.35, "mesh_scale": 0.9, "frames": [
                 {"file_path": "./train/r_0", "transform_matrix": [[1,0,0,0],[0,0,-1,-3],[0,1,0,0],[0,0,0,1]]},
                 {"file_path": "./train/r_1.png", "camera_angle_x": 0.5,
                  "transform_matrix": [[0,0,1,2.5],[1,0,0,0],[0,1,0,0],[0,0,0,1]]}]}""");
        Path glb = dir.resolve("several/robot.glb");
        Run run = Run.of("generate", "--cameras", transforms, "-o", glb, "--json", "--seed", 3, "--weights", weights,
                "--device", "cpu", "--decimation_target", 5000, "--texture_size", 1024, "--ss_sampling_steps", 2,
                "--shape_slat_sampling_steps", 2, "--tex_slat_sampling_steps", 2);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(JSON.readTree(run.out()).get("engine").asString()).as("chosen by itself").isEqualTo("pixal3d");
        JsonNode extras = extras(glb);
        assertThat(extras.get("pictures").size()).isEqualTo(2);
        assertThat(extras.get("camera_from").asString()).isEqualTo("request");
        assertThat(extras.get("distance").asDouble()).isEqualTo(3);
        assertThat(extras.get("mesh_scale").asDouble()).isEqualTo(0.9);
        assertThat(extras.get("pictures").get(1).get("camera").get("camera_angle_x").asDouble()).isEqualTo(0.5);
        assertThat(extras.get("pictures").get(0).get("camera").get("camera_angle_x").asDouble()).isEqualTo(0.35);
    }

    @Test
    void thePlanIsToldBeforeARun() {
        Run plan = Run.of("weights", "plan", "--weights", weights, "--device", "cpu", "--memory", "64G");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out().lines().filter(l -> l.endsWith("stays"))).hasSize(11);
        assertThat(plan.out()).contains("dinov3", "tex_slat_decoder", "allowed 65536 MiB: fits");
        Run streamed = Run.of("weights", "plan", "--weights", weights, "--device", "cpu", "--memory", "64G",
                "--keep-loaded", "0");
        assertThat(streamed.out().lines().filter(l -> l.endsWith("is loaded again"))).hasSize(11);
        assertThat(Run.of("weights", "plan", "--keep-loaded", "soon").exitCode()).isEqualTo(2);
    }

    @Test
    void thePlanIsMeasured() {
        Run plan = Run.of("weights", "plan", "--weights", weights, "--device", "cpu", "--memory", "64G",
                "--max_num_tokens", 300, "--measure");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        List<String> measured = plan.out().lines().dropWhile(l -> !l.startsWith("network ") || !l.contains("used MiB"))
                .skip(1).toList();
        assertThat(measured).hasSize(11).allSatisfy(line -> {
            String[] columns = line.split(" +");
            long used = Long.parseLong(columns[columns.length - 2]);
            assertThat(used).isBetween(0L, Long.parseLong(columns[columns.length - 1]));
        });
    }

    @Test
    void autoSaysInOneLineWhyItTakesThePreviewAndWhereTheWeightsAre() throws IOException {
        Path partial = dir.resolve("partial");
        try (Stream<Path> files = Files.walk(weights)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = partial.resolve(weights.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.delete(partial.resolve("ckpts/tex_dec.safetensors"));
        Path picture = Run.slimPicture(dir.resolve("bar.png"));
        Run run = generate(picture, dir.resolve("preview.glb"), "auto", partial);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(JSON.readTree(run.out()).get("engine").asString()).isEqualTo("preview");
        assertThat(run.err().lines().filter(l -> l.contains("engine: preview, while pixal3d is not ready")))
                .singleElement().asString()
                .contains("tex_slat_decoder is missing (no ckpts/tex_dec.safetensors)", "docs/neural.md");
        assertThat(generate(picture, dir.resolve("none.glb"), "pixal3d", partial).exitCode()).isEqualTo(5);
    }
}
