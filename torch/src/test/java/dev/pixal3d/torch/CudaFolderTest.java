// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** CUDA's libraries as Python's packages install them; these here have a head and nothing else. */
@EnabledOnOs(OS.LINUX)
class CudaFolderTest {
    private static final byte X86 = 62;
    private static final byte ARM = (byte) 183;

    @TempDir
    private Path temp = Path.of("");
    private Path site = Path.of("");
    private CudaFolder folder = new CudaFolder(Path.of(""));

    @BeforeEach
    void packages() throws IOException {
        assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
        site = temp.resolve("site-packages");
        folder = new CudaFolder(temp.resolve("gpu"));
        for (String name : CudaLibraries.NAMES) {
            String part = name.contains("cudnn")
                    ? "nvidia/cudnn/lib"
                    : name.contains("nccl") ? "nvidia/nccl/lib" : "nvidia/cu13/lib";
            library(Files.createDirectories(site.resolve(part)).resolve(name), X86);
        }
    }

    private static void library(Path file, byte machine) throws IOException {
        byte[] head = new byte[64];
        System.arraycopy(new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, head, 0, 7);
        head[18] = machine;
        Files.write(file, head);
    }

    @Test
    void librariesAreLinkedVerifiedAndRemoved() throws IOException {
        assertThat(folder.install(site)).isEmpty();
        assertThat(folder.names()).containsExactlyInAnyOrderElementsOf(CudaLibraries.NAMES);
        assertThat(folder.folder().resolve("libcudnn.so.9")).isSymbolicLink().isRegularFile();
        assertThat(folder.verify()).isEmpty();
        Files.write(site.resolve("nvidia/nccl/lib/libnccl.so.2"), new byte[9]);
        Files.delete(site.resolve("nvidia/cu13/lib/libcufft.so.12"));
        assertThat(folder.verify()).containsExactly("libcufft.so.12: is gone", "libnccl.so.2: has changed");
        folder.remove();
        assertThat(folder.folder()).doesNotExist();
        assertThat(site.resolve("nvidia/cudnn/lib/libcudnn.so.9")).exists();
        assertThat(folder.verify()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        Files.delete(site.resolve("nvidia/cu13/lib/libcupti.so.13"));
        assertThat(folder.install(site)).containsExactly("libcupti.so.13");
    }

    @Test
    void librariesOfAnotherProcessorAreRefused() throws IOException {
        folder.install(site);
        library(site.resolve("nvidia/cu13/lib/libcublas.so.13"), ARM);
        assertThatThrownBy(() -> folder.install(site)).isInstanceOf(TorchException.class)
                .hasMessageContainingAll("libcublas.so.13", "another kind of processor", "got ELF machine 183");
        assertThat(folder.names()).as("nothing is changed").hasSameSizeAs(CudaLibraries.NAMES);
        Files.writeString(site.resolve("nvidia/cu13/lib/libcublas.so.13"), "no library");
        assertThatThrownBy(() -> folder.install(site)).hasMessageContaining("no library for 64-bit Linux");
    }

    @Test
    void driversAndLibrariesAreLookedAtBeforeLibtorchIsLoaded() {
        String line = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  %s  Wed Jul 16 01:00:00 UTC 2025";
        assertThat(CudaLibraries.version(line.formatted("580.65.06"))).hasValue(580);
        assertThat(CudaLibraries.version("no driver")).isEmpty();
        assertThat(CudaLibraries.problem(Optional.of(line.formatted("535.183.01")), List.of())).get().asString()
                .contains("driver is too old", "got 535, allowed 580");
        assertThat(CudaLibraries.problem(Optional.of(line.formatted("580.65.06")), List.of("libcupti.so.13"))).get()
                .asString().contains("libcupti.so.13", "pixal3d gpu install");
        assertThat(CudaLibraries.problem(Optional.of(line.formatted("595.10")), List.of())).isEmpty();
        assertThat(CudaLibraries.problem(Optional.empty(), List.of())).as("CUDA without a card: the CPU").isEmpty();
    }
}
