// SPDX-License-Identifier: MIT
package dev.pixal3d.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.gltf.GlbReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in docs/library.md, and what else a program may do. */
class SampleTest {
    /** A bar, which is less work than a picture with something in it. */
    private static final Path BAR = Path.of("..", "image", "src", "test", "resources", "bar.png");

    @TempDir
    private Path dir = Path.of("");

    @Test
    void theProgramInTheManualCompilesAndRuns() throws IOException, InterruptedException {
        Matcher program = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "library.md")));
        assertThat(program.find()).isTrue();
        Path source = Files.writeString(dir.resolve("Chair.java"), program.group(1));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        assertThat(compiler.run(null, null, null, "-proc:none", "-cp", classPath, "-d", dir.toString(), source
                .toString())).isZero();
        Path glb = dir.resolve("robot.glb");
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                classPath + File.pathSeparator + dir, "Chair",
                BAR.toString(), glb.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(GlbReader.read(Files.readAllBytes(glb)).triangleCount()).isBetween(5_000, 10_000);
    }

    @Test
    void aModelIsWrittenInAnyFormatAndIsTheSameForTheSameSeed() throws IOException {
        Map<String, Object> small = Map.of("decimation_target", 5000, "texture_size", 1024, "seed", 7);
        try (Pixal3D pixal3d = Pixal3D.open()) {
            Model model = pixal3d.generate(BAR, small);
            assertThat(model.seed()).isEqualTo(7);
            assertThat(model.write(dir.resolve("robot.3mf"))).containsKey("print");
            assertThat(Files.size(dir.resolve("robot.3mf"))).isGreaterThan(10_000);
            assertThat(model.glb()).isEqualTo(pixal3d.generate(BAR, small).glb());
            assertThatThrownBy(() -> model.write(dir.resolve("robot.fbx"))).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("robot.fbx, allowed *.glb");
        }
    }

    @Test
    void mistakesAreProblemsAndAnInterruptCancels() throws IOException {
        byte[] bytes = Files.readAllBytes(BAR);
        try (Pixal3D pixal3d = Pixal3D.open()) {
            assertThatThrownBy(() -> pixal3d.generate(BAR, Map.of("texture_size", 5)))
                    .isInstanceOf(ProblemException.class);
            assertThatThrownBy(() -> pixal3d.generate(bytes, "robot.png", Map.of(), _ -> Thread.currentThread()
                    .interrupt())).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThatThrownBy(() -> Pixal3D.open(Map.of("colour", "blue"))).hasMessageContaining("got colour, allowed");
    }
}
