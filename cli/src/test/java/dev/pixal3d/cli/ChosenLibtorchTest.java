// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.neural.GpuLibraries;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ChosenLibtorchTest {
    @TempDir
    private Path temp = Path.of("");

    private String said(Path torch) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(InputStream.nullInputStream(), OutputStream.nullOutputStream(),
                StandardCharsets.UTF_8, new PrintStream(err, true, StandardCharsets.UTF_8), Console.Terminal.NONE);
        ChosenLibtorch.say(console, new GpuLibraries(temp.resolve("gpu")), Map.of(GpuLibraries.VARIABLE,
                torch.toString()));
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void namesTheOneThatWorkersLoadOrWhyTheyCannot() throws Exception {
        Path libraries = Path.of("..", "torch", "target", "libtorch").toRealPath();
        assertThat(said(libraries)).isEqualTo("pixal3d: the networks run on the PyTorch in " + libraries + "\n");
        assertThat(said(temp)).contains("the networks cannot run", "no PyTorch is installed there", "PIXAL3D_TORCH");
        byte[] head = Files.readAllBytes(libraries.resolve("libc10.so"));
        Files.write(temp.resolve("libtorch_cpu.so"), Arrays.copyOf(head, 10_000));
        assertThat(said(temp)).contains("the networks cannot run", "libtorch_cpu.so is damaged (got 10000 bytes");
        assertThat(said(Path.of(""))).as("the program's own").isEmpty();
    }
}
