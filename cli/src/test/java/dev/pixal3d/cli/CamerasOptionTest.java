// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with several pictures of one object. */
class CamerasOptionTest {
    @TempDir
    private Path dir;

    private Run generate(Object... more) throws IOException {
        Path front = Run.slimPicture(dir.resolve("front.png"));
        Path side = Run.slimPicture(dir.resolve("side.png"));
        Object[] args = {"generate", front, side, "-o", dir.resolve("x.glb"), "--weights", dir.resolve("none")};
        Object[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Run.of(all);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"front|there are 1 for 2 pictures", "front,top|camera 2 is no side (got \"top\"",
                    "left,front|Put the front picture first", "front,front|named twice", "none.json|no such file"})
    void mistakesAreNamed(String cameras, String words) throws IOException {
        Run run = generate("--cameras", cameras);
        assertThat(run.err()).contains(words).doesNotContain("Value error", "at dev.pixal3d");
        assertThat(run.exitCode()).isIn(ExitCode.USAGE, ExitCode.INPUT);
        assertThat(dir.resolve("x.glb")).doesNotExist();
    }

    /** Never a model of one of them. */
    @Test
    void withoutTheWeightsNothingIsMade() throws IOException {
        Run auto = generate("--cameras", "front,right");
        assertThat(auto.exitCode()).isEqualTo(ExitCode.MODEL_MISSING);
        assertThat(auto.err()).contains("no engine here works from them",
                "Run: pixal3d pull, then pixal3d pull --only pixal3d-views");
        Run preview = generate("--cameras", "front,right", "--engine", "preview");
        assertThat(preview.exitCode()).isEqualTo(ExitCode.MODEL_MISSING);
        assertThat(preview.err()).contains("the preview engine works from one (got 2)");
        assertThat(dir.resolve("x.glb")).doesNotExist();
    }

    @Test
    void aFileThatIsNoDatasetsIsRefused() throws IOException {
        Path file = dir.resolve("transforms.json");
        for (String[] wrong : new String[][]{{"{", "is no JSON"}, {"[]", "has no frames"},
                {"{\"frames\": 3}", "no frames"},
                {"{\"frames\": [{\"transform_matrix\": [[1,0,0,0],[0,0,-1,-3],[0,1,0,0],[0,0,0,1]]}]}",
                        "there are 1 for 2 pictures"},
                {"{\"frames\": [{}, {}]}", "camera 1 is neither"}}) {
            Run run = generate("--cameras", Files.writeString(file, wrong[0]));
            assertThat(run.err()).contains(wrong[1]);
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        }
        Files.writeString(file, "{\"frames\": [{\"file_path\": \"gone\"}, {}]}");
        Run named = Run.of("generate", "--cameras", file);
        assertThat(named.err()).contains("has a frame without a file_path");
        Files.writeString(file, "{\"frames\": [{\"file_path\": \"gone\"}]}");
        assertThat(Run.of("generate", "--cameras", file).err()).contains("gone: no such file");
    }

    @Test
    void picturesHaveToBeNamedSomewhere() {
        assertThat(Run.of("generate", "--cameras", "front,right").err()).contains("there are no pictures");
        assertThat(Run.of("generate").err()).contains("PICTURE: missing.");
    }
}
