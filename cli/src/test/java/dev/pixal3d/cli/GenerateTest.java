// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path ROBOT = Run.EXAMPLES.resolve("robot.png");

    /** A model that several tests look at, made once by one thread. */
    @TempDir
    private static Path shared = Path.of("");
    private static Run made = new Run(0, "", "");
    /** For tests of exports, which are several times as quick with a bar. */
    private static Path volume = Path.of("");

    @TempDir
    Path dir = Path.of("");

    @BeforeAll
    static void makeOne() throws IOException {
        made = Run.generateSmall(ROBOT, shared.resolve("robot.glb"), "--json", "--seed", 7,
                "--threads", 1);
        assertThat(made.exitCode()).as(made.err()).isEqualTo(ExitCode.OK);
        volume = shared.resolve("bar.voxels.safetensors");
        Run bar = Run.generateSmall(Run.slimPicture(shared.resolve("bar.png")), shared.resolve("bar.glb"),
                "--keep-voxels");
        assertThat(bar.exitCode()).as(bar.err()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aPictureBecomesAClosedLabelledModel() throws IOException {
        JsonNode line = JSON.readTree(made.out());
        assertThat(made.out().lines()).hasSize(1);
        assertThat(line.get("seed").asInt()).isEqualTo(7);
        assertThat(line.get("engine").asString()).isEqualTo("preview");
        assertThat(made.err()).contains("preview");
        JsonNode facts = JSON.readTree(Run.of("inspect", "--json", shared.resolve("robot.glb")).out());
        assertThat(facts.at("/mesh/watertight").asBoolean()).isTrue();
        assertThat(facts.at("/mesh/volume").asDouble()).isPositive();
        assertThat(facts.at("/mesh/vertices").asInt()).isEqualTo(5000);
        assertThat(facts.get("textures").get(0).asString()).isEqualTo("1024 x 1024");
        assertThat(facts.get("extras").get("engine").asString()).isEqualTo("preview");
        assertThat(facts.get("extras").get("neural").asBoolean()).isFalse();
    }

    @Test
    void theSameSeedGivesTheSameBytesWithAnyNumberOfThreads() throws IOException {
        Path again = dir.resolve("robot.glb");
        assertThat(Run.generateSmall(ROBOT, again, "--seed", 7, "--threads", 3).exitCode()).isZero();
        assertThat(Files.mismatch(shared.resolve("robot.glb"), again)).isEqualTo(-1);
    }

    @Test
    void aKeptVolumeExportsAgainWithOtherSettings() throws IOException {
        Path again = dir.resolve("again.glb");
        Run export = Run.of("export", volume, "-o", again, "--decimation_target", 8000,
                "--decimation_unit", "faces", "--texture_size", 1024, "--front", "reference");
        assertThat(export.exitCode()).as(export.err()).isZero();
        GlbModel model = GlbReader.read(Files.readAllBytes(again));
        assertThat(model.triangleCount()).isBetween(7990, 8000);
        JsonNode facts = JSON.readTree(Run.of("inspect", "--json", again).out());
        assertThat(facts.at("/mesh/watertight").asBoolean()).isTrue();
        assertThat(facts.get("extras").get("export").get("normal_map").asBoolean()).as("helps a small target").isTrue();
    }

    @Test
    void exportGoesBelowTheLeastTargetOfTheApi() throws IOException {
        Path least = dir.resolve("least.glb");
        assertThat(Run.of("export", volume, "-o", least, "--decimation_target", 1000, "--decimation_unit", "faces",
                "--texture_size", 1024).exitCode()).isZero();
        assertThat(GlbReader.read(Files.readAllBytes(least)).triangleCount()).isEqualTo(1000);
        Run refused = Run.of("export", volume, "-o", least, "--decimation_target", 999);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("got 999, allowed 1000..1586021");
    }

    @Test
    void aFolderGivesOneModelAPicture() throws IOException {
        Path pictures = Files.createDirectory(dir.resolve("pictures"));
        Run.slimPicture(pictures.resolve("a.png"));
        Files.writeString(pictures.resolve("b.png"), "no picture");
        Files.writeString(pictures.resolve("notes.txt"), "no picture");
        Run run = Run.generateSmall(pictures, dir.resolve("models"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("b.png").contains("the format is not read", "skipped 1: ", "notes.txt (no "
                + "picture)");
        assertThat(run.out()).contains("a.glb");
        try (Stream<Path> files = Files.list(dir.resolve("models"))) {
            assertThat(files.map(p -> p.getFileName().toString())).containsExactly("a.glb");
        }
    }

    @Test
    void picturesOfOneNameBecomeModelsOfTheirOwn() throws IOException {
        Path pictures = Files.createDirectory(dir.resolve("same"));
        Run.slimPicture(pictures.resolve("robot.png"));
        Run.slimPicture(pictures.resolve("robot.PNG"));
        Path other = Files.createDirectory(dir.resolve("other"));
        Run.slimPicture(other.resolve("Robot.png"));
        Run run = Run.generateSmall(pictures, dir.resolve("models"), other.resolve("Robot.png"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        try (Stream<Path> files = Files.list(dir.resolve("models"))) {
            assertThat(files.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("robot.glb",
                    "robot-png.glb", "Robot-png-2.glb");
        }
        assertThat(run.err()).contains("becomes robot-png.glb", "becomes Robot-png-2.glb");
        assertThat(run.out().lines()).hasSize(3).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"missing.png|3|missing.png: no such file",
            "../pom.xml|3|the format is not read",
            "../examples/robot.png --seed 9223372036854775808|2|--seed: Input should be less than or equal to "
                    + "9223372036854775807",
            "../examples/robot.png --texture_size 512|2|allowed 1024",
            "../examples/robot.png --engine pixal3d --weights no-such-folder|5|docs/neural.md",
            "../examples/robot.png -o x.fbx|2|the format is not known",
            "../examples/robot.png -o ../pom.xml/x.glb|2|no file can be written there",
            "../examples/robot.png --no-such-option|2|no such option"})
    void mistakesAreNamedAndCounted(String arguments, int code, String message) {
        Run run = Run.of((Object[]) ("generate " + arguments).split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(message).doesNotContain("at dev.pixal3d");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void everyParameterIsAnOptionUnderItsApiName() {
        String help = Run.of("generate", "--help-all").out();
        assertThat(ParameterOptions.all().stream().map(Parameter::name))
                .allSatisfy(n -> assertThat(help).contains("--" + n));
        assertThat(ParameterOptions.request("x", Map.of("seed", "12")).seed()).isEqualTo(12);
        assertThat(List.of(Run.of("generate").exitCode(), Run.of().exitCode())).containsOnly(ExitCode.USAGE);
    }
}
