// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
        for (String[] wrong : new String[][]{{"{", "is no JSON that can be read (line 1"}, {"[]", "has no frames"},
                {"{\"frames\": 3}", "no frames"},
                {"{\"frames\": [{\"transform_matrix\": [[1,0,0,0],[0,0,-1,-3],[0,1,0,0],[0,0,0,1]]}]}",
                        "there are 1 for 2 pictures"},
                {"{\"frames\": [{}, {}]}", "camera 1 is neither"}}) {
            Run run = generate("--cameras", Files.writeString(file, wrong[0]));
            assertThat(run.err()).contains(wrong[1]);
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        }
        for (String[] wrong : new String[][]{{"{'frames': [{'file_path': ''}, {}]}", "frame 1 has no file_path"},
                {"{'frames': [{'file_path': 'front.png'}, {'file_path': 'gone'}]}", "frame 2: gone is no picture"},
                {"{'frames': [{'file_path': '.'}]}", "frame 1: . is no picture"},
                {"{'mesh_scale': 'big', 'frames': [{}]}", "mesh_scale of it is no number (got \"big\")"},
                {"{'frames': [{}, {'camera_angle_x': '0.3'}]}", "camera_angle_x of frame 2 is no number"}}) {
            Files.writeString(file, wrong[0].replace('\'', '"'));
            assertThat(Run.of("generate", "--cameras", file).err()).contains(wrong[1]);
        }
        assertThat(Run.of("generate", "--cameras", dir).err()).contains("is no file");
        assertThat(Run.of("generate", "--cameras", "").err()).contains("there are no pictures (got \"\")");
    }

    /** Separators of Windows, focal lengths instead of angles; what the command line says comes first. */
    @Test
    void datasetsOfOtherToolsAreRead() throws IOException {
        Files.createDirectories(dir.resolve("sub"));
        Run.slimPicture(dir.resolve("sub/a.png"));
        Path file = Files.writeString(dir.resolve("transforms.json"), """
                {"w": 800, "fl_x": 1000, "mesh_scale": 2, "frames": [
                 {"file_path": "sub\\\\a", "transform_matrix": 1},
                 {"file_path": "https://example.org/b.png", "camera_angle_x": 0.5}]}""");
        TransformsFile read = TransformsFile.read(file);
        assertThat(read.meshScale()).hasValue(2);
        assertThat(TransformsFile.picture(file, read.frames().getFirst()))
                .isEqualTo(dir.resolve("sub/a.png").toString());
        assertThat(TransformsFile.picture(file, read.frames().getLast())).isEqualTo("https://example.org/b.png");
        assertThat(read.frames().getFirst().camera(true)).containsEntry("camera_angle_x", 2 * Math.atan(0.4));
        assertThat(read.frames().getLast().camera(true)).containsEntry("camera_angle_x", 0.5);
        assertThat(read.frames().getLast().camera(false)).doesNotContainKey("camera_angle_x");
    }

    @Test
    void theBadPictureIsNamed() throws IOException {
        Subject subject = new Subject(
                List.of(PictureSource.of("a.png", console()), PictureSource.of("b.png", console())),
                Map.of("cameras", List.of("front", "back")));
        assertThat(subject.blamed("image 2: shows no object", subject.main()).shown()).isEqualTo("b.png");
        assertThat(subject.blamed("image 3: x", subject.main()).shown()).isEqualTo("a.png");
        assertThat(subject.blamed("memory", subject.main()).shown()).isEqualTo("a.png");
    }

    private static Console console() {
        return new Console(InputStream.nullInputStream(), OutputStream.nullOutputStream(), StandardCharsets.UTF_8,
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Console.Terminal.NONE);
    }

    @Test
    void picturesHaveToBeNamedSomewhere() {
        assertThat(Run.of("generate", "--cameras", "front,right").err()).contains("there are no pictures");
        assertThat(Run.of("generate").err()).contains("PICTURE: missing.");
    }
}
