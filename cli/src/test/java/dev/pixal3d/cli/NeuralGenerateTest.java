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
        Run run = Run.of("weights", "synth", "--size", "tiny", weights);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static Run generate(Path picture, Path glb, String engine, Path folder) {
        return Run.generateSmall(picture, glb, "--json", "--seed", 3, "--engine", engine, "--weights", folder,
                "--device", "cpu", "--ss_sampling_steps", 2, "--shape_slat_sampling_steps", 2,
                "--tex_slat_sampling_steps", 2, "--camera_angle_x", 0.5);
    }

    @Test
    void aPictureBecomesAModelThatNamesTheEngine() throws IOException {
        for (String engine : new String[]{"pixal3d", "auto"}) {
            Path glb = dir.resolve(engine).resolve("robot.glb");
            Run run = generate(ROBOT, glb, engine, weights);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(JSON.readTree(run.out()).get("engine").asString()).isEqualTo("pixal3d");
            GlbModel model = GlbReader.read(Files.readAllBytes(glb));
            assertThat(model.triangleCount()).isBetween(100, 20_000);
            JsonNode extras = JSON.readTree(Run.of("inspect", "--json", glb).out()).get("extras");
            assertThat(extras.get("engine").asString()).isEqualTo("pixal3d");
            assertThat(extras.get("neural").asBoolean()).isTrue();
            assertThat(extras.get("seed").asInt()).isEqualTo(3);
        }
        assertThat(Files.mismatch(dir.resolve("pixal3d/robot.glb"), dir.resolve("auto/robot.glb"))).isEqualTo(-1);
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
