// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.weights.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weights list} and {@code weights remove} in folders that hold nothing, a file of a part, and a stranger's. */
class WeightsCommandsTest {
    @TempDir
    private Path folder;

    private Run weights(String command, Object... more) {
        Object[] all = new Object[more.length + 4];
        all[0] = "weights";
        all[1] = command;
        all[2] = "--weights";
        all[3] = folder;
        System.arraycopy(more, 0, all, 4, more.length);
        return Run.of(all);
    }

    @Test
    void everyPartIsListedWithWhatIsThere() {
        List<Manifest.Part> parts = Manifest.published().parts();
        Run run = weights("list");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = run.out().lines().skip(1).toList();
        assertThat(lines).hasSameSizeAs(parts);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).startsWith(parts.get(i).name()).contains(parts.get(i).licence().name(),
                    "0 of " + parts.get(i).items().size());
        }
        String one = parts.getFirst().name();
        assertThat(weights("list", "--only", one).out().lines().skip(1)).singleElement().asString().startsWith(one);
    }

    @Test
    void removingTakesAPartsFilesAndNothingElse() throws IOException {
        Manifest.Part part = Manifest.published().parts().getFirst();
        Path file = folder.resolve(part.items().getFirst().to());
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, new byte[1000]);
        Path own = Files.writeString(folder.resolve("notes.txt"), "mine");
        Run run = weights("remove", "--only", part.name());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("GB free");
        assertThat(file).doesNotExist();
        assertThat(own).exists();
    }

    @Test
    void whatToRemoveMustBeSaidOnce() {
        for (Object[] wrong : new Object[][]{{}, {"--all", "--only", "moge"}}) {
            Run run = weights("remove", wrong);
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("--only", "--all");
        }
        Run unknown = weights("list", "--only", "nonsense");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("nonsense");
    }

    /** What nobody has to have is checked when some of it is there. */
    @Test
    void anOptionalPartIsVerifiedWhenItIsThere() throws IOException {
        assertThat(weights("verify").err()).doesNotContain("pixal3d-views");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("pipeline_mv.json"), "{}");
        Run run = weights("verify");
        assertThat(run.exitCode()).isEqualTo(ExitCode.MODEL_MISSING);
        assertThat(run.err()).contains("bf16_mv.safetensors: is missing", "pull --only pixal3d-views");
    }

    @Test
    void copiesInBf16AreMadeVerifiedAndRemoved() throws IOException {
        Run nothing = Run.of("weights", "convert", "--weights", folder.resolve("none"));
        assertThat(nothing.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(nothing.err()).contains("no flow transformer to convert. Run: pixal3d pull");
        assertThat(Run.of("weights", "synth", folder).exitCode()).isZero();
        Run convert = Run.of("weights", "convert", "--weights", folder);
        assertThat(convert.exitCode()).as(convert.err()).isZero();
        assertThat(convert.out().lines()).hasSize(4).allMatch(l -> l.contains(".bf16.safetensors: "));
        Path copy = folder.resolve("converted/ss_flow.bf16.safetensors");
        byte[] bytes = Files.readAllBytes(copy);
        bytes[bytes.length - 1] ^= 1;
        Files.write(copy, bytes);
        Run verify = weights("verify");
        assertThat(verify.exitCode()).isEqualTo(ExitCode.MODEL_MISSING);
        assertThat(verify.err()).contains("ss_flow.bf16.safetensors: is damaged. Run: pixal3d weights convert");
        Run remove = Run.of("weights", "convert", "--weights", folder, "--remove");
        assertThat(remove.out()).contains("MB free");
        assertThat(folder.resolve("converted")).doesNotExist();
    }
}
