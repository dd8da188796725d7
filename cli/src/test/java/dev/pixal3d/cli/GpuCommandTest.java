// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.GpuLibraries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** From an empty home folder. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class GpuCommandTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void librariesOfAnotherProgramAreLinkedAndRemoved() throws Exception {
        Path home = Files.createDirectories(temp.resolve("home"));
        Path packages = Files.createDirectories(temp.resolve("site-packages/nvidia/cu13/lib"));
        CleanMachine machine = new CleanMachine(home, Map.of());
        byte[] head = new byte[64];
        System.arraycopy(new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, head, 0, 7);
        head[18] = 62;
        for (String name : GpuLibraries.needed().subList(1, GpuLibraries.needed().size())) {
            Files.write(packages.resolve(name), head);
        }
        Run lacks = machine.run("gpu", "install", "--from-pip", temp.resolve("site-packages"));
        assertThat(lacks.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(lacks.err()).contains(GpuLibraries.needed().getFirst() + " is not there", "lacks 1 of 17");
        assertThat(home.resolve(".pixal3d/gpu")).doesNotExist();

        Files.write(packages.resolve(GpuLibraries.needed().getFirst()), head);
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
}
