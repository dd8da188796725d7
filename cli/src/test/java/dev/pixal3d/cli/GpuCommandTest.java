// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Platform;
import dev.pixal3d.neural.GpuLibraries;
import dev.pixal3d.weights.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** From an empty home folder; the libraries have a head and nothing else. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class GpuCommandTest {
    /** What tells a library for Linux on x86-64. */
    private static final byte[] HEAD = Arrays.copyOf(
            new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62}, 64);

    @TempDir
    private Path temp = Path.of("");

    @Test
    void librariesOfAnotherProgramAreLinkedAndRemoved() throws Exception {
        Path home = Files.createDirectories(temp.resolve("home"));
        Path packages = Files.createDirectories(temp.resolve("site-packages/nvidia/cu13/lib"));
        CleanMachine machine = new CleanMachine(home, Map.of());
        for (String name : GpuLibraries.needed().subList(1, GpuLibraries.needed().size())) {
            Files.write(packages.resolve(name), HEAD);
        }
        Run lacks = machine.run("gpu", "install", "--from-pip", temp.resolve("site-packages"));
        assertThat(lacks.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(lacks.err()).contains(GpuLibraries.needed().getFirst() + " is not there", "lacks 1 of 17");
        assertThat(home.resolve(".pixal3d/gpu")).doesNotExist();

        Files.write(packages.resolve(GpuLibraries.needed().getFirst()), HEAD);
        Path python = Files.writeString(temp.resolve("python"), "#!/bin/sh\necho " + temp.resolve("site-packages"));
        assertThat(python.toFile().setExecutable(true)).isTrue();
        Run install = machine.run("gpu", "install", "--from-pip", python);
        assertThat(install.exitCode()).as(install.err()).isZero();
        assertThat(install.out().strip()).isEqualTo(home.resolve(".pixal3d/gpu").toString());
        assertThat(machine.run("gpu", "verify").out()).contains("17 libraries are all right");
        Files.write(packages.resolve("libcufile.so.0"), new byte[]{1});
        Run changed = machine.run("gpu", "verify");
        assertThat(changed.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(changed.err()).contains("libcufile.so.0: has changed");
        assertThat(machine.run("gpu", "remove").exitCode()).isZero();
        assertThat(home.resolve(".pixal3d/gpu")).doesNotExist();
        assertThat(machine.run("gpu", "install", "--from-pip", temp.resolve("nothing")).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void librariesAreDownloadedVerifiedUnpackedAndRemoved() throws Exception {
        Path published = Files.createDirectories(temp.resolve("published"));
        try (ZipOutputStream wheel = new ZipOutputStream(
                Files.newOutputStream(published.resolve("nvidia_all-13.0-py3-none-manylinux_x86_64.whl")))) {
            for (String name : GpuLibraries.needed()) {
                wheel.putNextEntry(new ZipEntry("nvidia/cu13/lib/" + name));
                wheel.write(HEAD);
            }
        }
        Path home = Files.createDirectories(temp.resolve("home"));
        Path gpu = home.resolve(".pixal3d/gpu");
        Path list = temp.resolve("list.json");
        try (FolderHub hub = new FolderHub(published)) {
            Files.writeString(list, hub.manifest());
            CleanMachine machine = new CleanMachine(home, Map.of("HF_ENDPOINT", hub.url().toString()));
            Run plan = machine.run("gpu", "install", "--manifest", list, "--dry-run");
            assertThat(plan.out()).contains("nvidia_all-13.0-py3-none-manylinux_x86_64.whl", "missing", "1 files");
            assertThat(gpu).doesNotExist();

            Run install = machine.run("gpu", "install", "--manifest", list);
            assertThat(install.exitCode()).as(install.err()).isZero();
            assertThat(install.out().strip()).isEqualTo(gpu.toString());
            assertThat(hub.requests).as("it goes on where it broke off").anyMatch(r -> r.contains(" bytes="));
            assertThat(machine.run("gpu", "verify").out()).contains("17 libraries are all right");
            assertThat(gpu.resolve("packages/nvidia_all-13.0-py3-none-manylinux_x86_64.whl")).doesNotExist();

            int asked = hub.requests.size();
            assertThat(machine.run("gpu", "install", "--manifest", list).exitCode()).isZero();
            assertThat(hub.requests).as("what is right is not downloaded again").hasSize(asked);
            Files.delete(gpu.resolve("libraries/libnccl.so.2"));
            assertThat(machine.run("gpu", "verify").err()).contains("libnccl.so.2: is gone");
            assertThat(machine.run("gpu", "install", "--manifest", list).exitCode()).isZero();
            assertThat(machine.run("gpu", "verify").exitCode()).isZero();
            assertThat(machine.run("gpu", "remove").exitCode()).isZero();
            assertThat(gpu).doesNotExist();
        }
    }

    @Test
    void anInstalledPyTorchRunsTheNetworks() throws Exception {
        Path libraries = Path.of("..", "torch", "target", "libtorch").toRealPath();
        Path venv = temp.resolve("venv");
        Path torch = Files.createDirectories(venv.resolve("lib/python3.13/site-packages/torch"));
        Files.createSymbolicLink(torch.resolve("lib"), libraries);
        CleanMachine machine = new CleanMachine(Files.createDirectories(temp.resolve("home")), Map.of());

        Run install = machine.run("gpu", "install", "--torch", venv);
        assertThat(install.exitCode()).as(install.err()).isZero();
        assertThat(install.err()).contains("PyTorch 2.13.0 for the CPU, in " + torch.resolve("lib"));
        assertThat(install.out().strip()).isEqualTo(torch.resolve("lib").toString());
        assertThat(machine.run("gpu", "verify").out()).contains("PyTorch 2.13.0", torch.toString());
        assertThat(machine.run("doctor").out()).contains("2.13.0 (installed)", torch.resolve("lib/libtorch_cpu.so")
                .toString()).doesNotContain("jnitorch");

        Path weights = temp.resolve("weights");
        assertThat(Run.of("weights", "synth", "--size", "tiny", weights).exitCode()).isZero();
        Files.delete(weights.resolve("birefnet/model.safetensors")); // the one that takes seconds
        Run plan = machine.run("weights", "plan", "--measure", "--max_num_tokens", 64, "--weights", weights);
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("moge", "sparse_structure_flow_model", "tex_slat_decoder");

        CleanMachine other = new CleanMachine(machine.home(), Map.of("PIXAL3D_TORCH", venv.toString()));
        assertThat(other.run("gpu", "remove").err()).contains("PIXAL3D_TORCH is set");
        assertThat(machine.run("doctor").out()).contains("jnitorch").doesNotContain("(installed)");
    }

    @Test
    void aPyTorchThatCannotBeUsedChangesNothing() throws Exception {
        CleanMachine machine = new CleanMachine(Files.createDirectories(temp.resolve("home")), Map.of());
        Run none = machine.run("gpu", "install", "--torch", temp);
        assertThat(none.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(none.err()).contains("no PyTorch is installed there", "got " + temp);
        Path damaged = Files.createDirectories(temp.resolve("torch/lib"));
        Files.write(damaged.resolve("libtorch_cpu.so"), HEAD);
        Run broken = machine.run("gpu", "install", "--torch", temp);
        assertThat(broken.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(broken.err()).contains("libtorch_cpu.so cannot be loaded", "Named by --torch");
        assertThat(machine.run("gpu", "install", "--torch", temp, "--dry-run").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(temp.resolve("home/.pixal3d")).doesNotExist();

        CleanMachine named = new CleanMachine(temp.resolve("home"), Map.of("PIXAL3D_TORCH", temp.toString()));
        assertThat(named.run("doctor").out()).contains("libtorch_cpu.so cannot be loaded", "Named by PIXAL3D_TORCH");
        assertThat(machine.run("gpu", "verify").out()).contains("nothing is installed");
    }

    @Test
    void machinesThatItCannotServeAreToldWhatToDo() {
        assertThat(GpuInstallCommand.unsuited(Platform.POSIX, "Linux", "amd64", true)).isEmpty();
        assertThat(GpuInstallCommand.unsuited(Platform.POSIX, "Linux", "aarch64", false)).isEmpty();
        assertThat(GpuInstallCommand.unsuited(Platform.POSIX, "Linux", "aarch64", true)).get().asString()
                .contains("got Linux on aarch64", "gpu install --torch");
        assertThat(GpuInstallCommand.unsuited(Platform.POSIX, "Mac OS X", "aarch64", true)).get().asString()
                .contains("got Mac OS X on aarch64", "nothing to install");
        assertThat(GpuInstallCommand.unsuited(Platform.WINDOWS, "Windows 11", "amd64", false)).get().asString()
                .contains("got Windows 11 on amd64", "CUDA 13.3 and cuDNN 9", "on PATH").doesNotContain("NCCL");
    }

    /** The list goes with the libtorch that the program is built with. */
    @Test
    void theProgramsOwnListHasEveryFileWithItsHash() {
        List<Manifest.Part> parts = Manifest.gpu().parts();
        assertThat(parts).flatExtracting(Manifest.Part::items).hasSize(13)
                .allMatch(i -> i.sha256().orElseThrow().matches("[0-9a-f]{64}") && i.size().isPresent());
        String libtorch = parts.getLast().items().getFirst().to();
        assertThat(System.getProperty("java.class.path"))
                .contains(libtorch.replace("-linux-x86_64-gpu.jar", ".jar"));
    }
}
