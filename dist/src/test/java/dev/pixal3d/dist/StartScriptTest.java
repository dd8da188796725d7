// SPDX-License-Identifier: MIT
package dev.pixal3d.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive's start script where a shell, readlink and dirname are all there is, as on the barest machines. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Windows has a script of its own")
class StartScriptTest {
    private static final Path SCRIPT = Path.of("src/main/archive/bin/pixal3d");

    @TempDir
    private Path temp = Path.of("");
    private Path archive = Path.of("");

    /** An archive whose Java prints what it is given. */
    @BeforeEach
    void unpack() throws IOException {
        archive = temp.resolve("my progräms");
        for (String folder : List.of("bin", "lib", "runtime/bin")) Files.createDirectories(archive.resolve(folder));
        Files.copy(SCRIPT, archive.resolve("bin/pixal3d"));
        Path java = archive.resolve("runtime/bin/java");
        Files.writeString(java, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createFile(archive.resolve("lib/pytorch-1.0-linux-x86_64.jar"));
        for (String tool : List.of("readlink", "dirname")) {
            Files.createSymbolicLink(Files.createDirectories(temp.resolve("tools")).resolve(tool),
                    Path.of("/usr/bin", tool));
        }
    }

    private List<String> start(Map<String, String> environment, String... words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                Stream.of("/bin/sh", archive.resolve("bin/pixal3d").toString()), Stream.of(words)).toList());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", temp.resolve("tools").toString(), "LC_ALL", "C.UTF-8"));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    @Test
    void javaGetsItsOptionsFirstThenTheProgramThenItsArguments() throws Exception {
        assertThat(start(Map.of(), "-J-Xmx1g", "generate", "my picture.png"))
                .containsExactly("@" + archive + "/lib/java.args", "-Xmx1g", "-Dpixal3d.archive=true", "-jar",
                        archive + "/lib/pixal3d.jar", "generate", "my picture.png");
        assertThat(start(Map.of(), "serve", "--port", "0")).contains("@" + archive + "/lib/serve.args");
    }

    @Test
    void librariesForAGpuStandBeforeTheArchivesOwn() throws Exception {
        Path gpu = temp.resolve(".pixal3d/gpu");
        Path natives = gpu.resolve("packages/pytorch-1.0-linux-x86_64-gpu.jar");
        Files.createDirectories(natives.getParent());
        Files.createFile(natives);
        Files.createFile(gpu.resolve("libraries.json"));
        assertThat(start(Map.of("HOME", temp.toString()), "doctor"))
                .containsSequence("-cp", natives + ":" + archive + "/lib/pixal3d.jar", "dev.pixal3d.cli.Main",
                        "doctor");
        assertThat(start(Map.of("HOME", temp.toString(), "PIXAL3D_GPU", ""), "doctor")).contains("-jar");
        assertThat(start(Map.of("HOME", temp.toString(), "PIXAL3D_TORCH", "venv"), "doctor")).contains("-jar");
        Files.createFile(gpu.resolve("torch.path"));
        assertThat(start(Map.of("HOME", temp.toString()), "doctor")).contains("-jar", "-Duser.home=" + temp);
    }
}
