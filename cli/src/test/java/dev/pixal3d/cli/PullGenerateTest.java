// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.gltf.GlbReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** From an empty home folder to a model: {@code pixal3d pull && pixal3d generate x.png}. */
class PullGenerateTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void pullThenGenerateThenDamageThenPull() throws Exception {
        Path published = temp.resolve("published");
        assertThat(Run.of("weights", "synth", published).exitCode()).isZero();
        Path home = Files.createDirectories(temp.resolve("home"));
        Path weights = home.resolve(".pixal3d/weights");
        Path list = temp.resolve("list.json");
        try (FolderHub hub = new FolderHub(published)) {
            Files.writeString(list, hub.manifest());
            CleanMachine machine = new CleanMachine(home, Map.of("HF_ENDPOINT", hub.url().toString()));

            Run pull = machine.run("pull", "--manifest", list);
            assertThat(pull.exitCode()).as(pull.err()).isZero();
            assertThat(pull.out().strip()).isEqualTo(weights.toString());
            assertThat(pull.err()).containsOnlyOnce("tiny: MIT (https://example.org/mit)");
            assertThat(weights.resolve("licences/tiny.txt")).content().contains("MIT", "tiny/model");
            assertThat(hub.requests).as("files go on where they broke off").anyMatch(r -> r.contains(" bytes="));

            int asked = hub.requests.size();
            Run again = machine.run("pull", "--manifest", list);
            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.err()).doesNotContain("MIT");
            assertThat(hub.requests).hasSize(asked);

            Path glb = temp.resolve("x.glb");
            Run generate = machine.run("generate", Run.EXAMPLES.resolve("robot.png"), "-o", glb, "--json",
                    "--decimation_target", 5000, "--texture_size", 1024, "--ss_sampling_steps", 2,
                    "--shape_slat_sampling_steps", 2, "--tex_slat_sampling_steps", 2);
            assertThat(generate.exitCode()).as(generate.err()).isZero();
            assertThat(JsonMapper.builder().build().readTree(generate.out()).get("engine").asString())
                    .isEqualTo("pixal3d");
            assertThat(GlbReader.read(Files.readAllBytes(glb)).triangleCount()).isPositive();

            assertThat(Run.of("weights", "verify", "--weights", weights, "--manifest", list).exitCode()).isZero();
            byte[] bytes = Files.readAllBytes(weights.resolve("naf/model.safetensors"));
            bytes[bytes.length - 1] ^= 1;
            Files.write(weights.resolve("naf/model.safetensors"), bytes);
            Run damaged = Run.of("weights", "verify", "--weights", weights, "--manifest", list);
            assertThat(damaged.exitCode()).isEqualTo(ExitCode.MODEL_MISSING);
            assertThat(damaged.err()).contains("naf/model.safetensors: is damaged", "pixal3d pull --only tiny");
            Run mended = machine.run("pull", "--manifest", list);
            assertThat(mended.exitCode()).as(mended.err()).isZero();
            assertThat(hub.requests.subList(asked, hub.requests.size()))
                    .isNotEmpty().allMatch(r -> r.contains("naf/model.safetensors"));
            assertThat(weights.resolve("naf/model.safetensors"))
                    .hasSameBinaryContentAs(published.resolve("naf/model.safetensors"));
        }
    }

    /** With MoGe-2 and BiRefNet alone the preview engine runs. With random weights MoGe-2 sees no surface. */
    @Test
    void theHelpersAloneArePulledAndUsed() throws Exception {
        Path published = temp.resolve("published");
        assertThat(Run.of("weights", "synth", published).exitCode()).isZero();
        Path home = Files.createDirectories(temp.resolve("home"));
        Path weights = home.resolve(".pixal3d/weights"), list = temp.resolve("list.json");
        try (FolderHub hub = new FolderHub(published)) {
            Files.writeString(list, hub.manifest("moge", "birefnet"));
            CleanMachine machine = new CleanMachine(home, Map.of("HF_ENDPOINT", hub.url().toString()));
            Run pull = machine.run("pull", "--manifest", list, "--only", "moge,birefnet");
            assertThat(pull.exitCode()).as(pull.err()).isZero();
            assertThat(hub.requests).isNotEmpty().allMatch(r -> r.contains("/moge/") || r.contains("/birefnet/"));
            assertThat(weights.resolve("naf")).doesNotExist();

            Path glb = temp.resolve("x.glb");
            Run generate = machine.run("generate", Run.EXAMPLES.resolve("duck-on-a-table.png"), "-o", glb, "--json",
                    "--decimation_target", 5000, "--texture_size", 1024);
            assertThat(generate.exitCode()).as(generate.err()).isZero();
            assertThat(JsonMapper.builder().build().readTree(generate.out()).get("engine").asString())
                    .isEqualTo("preview");
            assertThat(generate.err()).contains("matting birefnet", "outline card", "depth inflation");
        }
    }
}
