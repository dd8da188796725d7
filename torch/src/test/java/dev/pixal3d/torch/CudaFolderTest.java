// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
        for (String name : CudaNames.LINUX.files()) {
            String part = name.contains("cudnn")
                    ? "nvidia/cudnn/lib"
                    : name.contains("nccl") ? "nvidia/nccl/lib" : "nvidia/cu13/lib";
            library(Files.createDirectories(site.resolve(part)).resolve(name), X86);
        }
    }

    private static void library(Path file, byte machine) throws IOException { Files.write(file, head(machine)); }

    private static byte[] head(byte machine) {
        byte[] head = Arrays.copyOf(new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1}, 64);
        head[18] = machine;
        return head;
    }

    @Test
    void librariesAreLinkedVerifiedAndRemoved() throws IOException {
        assertThat(folder.install(site)).isEmpty();
        assertThat(folder.names()).containsExactlyInAnyOrderElementsOf(CudaNames.LINUX.files());
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
    void librariesThatOthersLoadByThemselvesAreLinkedBesideThem() throws IOException {
        library(site.resolve("nvidia/cudnn/lib/libcudnn_engines_precompiled.so.9"), X86);
        library(site.resolve("nvidia/cu13/lib/libnvrtc-builtins.so.13.0"), X86);
        library(site.resolve("nvidia/cu13/lib/libnvperf_host.so"), X86);
        library(site.resolve("nvidia/cu13/lib/libcuinj64.so.13"), X86);
        assertThat(folder.install(site)).isEmpty();
        assertThat(folder.names()).contains("libcudnn_engines_precompiled.so.9", "libnvrtc-builtins.so.13.0")
                .hasSize(CudaNames.LINUX.files().size() + 2);
        assertThat(folder.folder().resolve("libnvrtc-builtins.so.13.0")).isSymbolicLink();
    }

    /** A wheel with every library of one part, as its publisher packs it. */
    private void wheel(String name, String part) throws IOException {
        Path wheel = Files.createDirectories(folder.packages()).resolve(name + "-1.0-py3-none-manylinux_x86_64.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel));
                Stream<Path> libraries = Files.list(site.resolve("nvidia").resolve(part).resolve("lib"))) {
            for (Path library : libraries.toList()) {
                zip.putNextEntry(new ZipEntry("nvidia/" + part + "/lib/" + library.getFileName()));
                zip.write(Files.readAllBytes(library));
            }
            zip.putNextEntry(new ZipEntry(name + "-1.0.dist-info/licenses/License.txt"));
            zip.write("terms".getBytes(StandardCharsets.US_ASCII));
            zip.putNextEntry(new ZipEntry("../../" + name + ".py"));
            zip.putNextEntry(new ZipEntry("../../../libcudnn_escape.so.9"));
            zip.write(head(X86));
        }
    }

    @Test
    void packagesAreUnpackedWithTheirLicencesAndNothingElse() throws IOException {
        library(site.resolve("nvidia/cudnn/lib/libcudnn_heuristic.so.9"), X86);
        wheel("nvidia_cuda", "cu13");
        wheel("nvidia_cudnn_cu13", "cudnn");
        assertThat(folder.unpack()).containsExactly("libnccl.so.2");
        assertThat(folder.names()).isEmpty();
        wheel("nvidia_nccl_cu13", "nccl");
        assertThat(folder.unpack()).isEmpty();
        assertThat(folder.verify()).isEmpty();
        assertThat(folder.names()).containsAll(CudaNames.LINUX.files()).contains("libcudnn_heuristic.so.9");
        Path libraries = folder.folder().resolve("libraries");
        assertThat(libraries.resolve("licences/nvidia_nccl_cu13-License.txt")).hasContent("terms");
        try (Stream<Path> all = Files.walk(temp)) {
            assertThat(all.map(p -> p.getFileName().toString()).filter(n -> n.endsWith(".py"))).isEmpty();
        }
        assertThat(temp.resolve("libcudnn_escape.so.9")).doesNotExist();
        assertThat(folder.folder().resolve("libcudnn_escape.so.9")).as("its name alone counts").isRegularFile();
        folder.remove();
        assertThat(folder.folder()).doesNotExist();
    }

    @Test
    void aDamagedPackageIsNamedAndChangesNothing() throws IOException {
        wheel("nvidia_cuda", "cu13");
        wheel("nvidia_cudnn_cu13", "cudnn");
        wheel("nvidia_nccl_cu13", "nccl");
        folder.unpack();
        Path broken = folder.packages().resolve("nvidia_nccl_cu13-1.0-py3-none-manylinux_x86_64.whl");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 40));
        assertThatThrownBy(() -> folder.unpack()).isInstanceOf(TorchException.class)
                .hasMessageContainingAll(broken.toString(), "is damaged", "pixal3d gpu install");
        assertThat(folder.verify()).isEmpty();
        assertThat(folder.names()).hasSizeGreaterThan(CudaNames.LINUX.files().size());
    }

    @Test
    void whatIsNotThereIsNamedAndNothingIsChanged() throws IOException {
        folder.install(site);
        Path less = temp.resolve("less");
        for (String name : CudaNames.LINUX.files().subList(1, CudaNames.LINUX.files().size())) {
            library(Files.createDirectories(less).resolve(name), X86);
        }
        assertThat(folder.install(less)).containsExactly(CudaNames.LINUX.files().getFirst());
        assertThat(folder.names()).containsExactlyInAnyOrderElementsOf(CudaNames.LINUX.files());
        assertThat(folder.verify()).isEmpty();
    }

    @Test
    void librariesOfAnotherProcessorAreRefused() throws IOException {
        folder.install(site);
        library(site.resolve("nvidia/cu13/lib/libcublas.so.13"), ARM);
        assertThatThrownBy(() -> folder.install(site)).isInstanceOf(TorchException.class)
                .hasMessageContainingAll("libcublas.so.13", "another kind of processor", "got ELF machine 183");
        assertThat(folder.names()).as("nothing is changed").hasSameSizeAs(CudaNames.LINUX.files());
        Files.writeString(site.resolve("nvidia/cu13/lib/libcublas.so.13"), "no library");
        assertThatThrownBy(() -> folder.install(site)).hasMessageContaining("no library for 64-bit Linux");
    }
}
