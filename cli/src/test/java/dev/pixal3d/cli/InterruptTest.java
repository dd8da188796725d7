// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InterruptTest {
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent with kill")
    void ctrlCEndsTheRunAndLeavesNoFile(@TempDir Path dir) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        // Jobs that a shell started in the background ignore the signal, and so would their children.
        if (OS.current() == OS.LINUX) command.addAll(List.of("env", "--default-signal=INT"));
        command.addAll(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "generate",
                Run.EXAMPLES.resolve("robot.png").toString(), "-o", dir.resolve("robot.glb").toString(), "--engine",
                "preview"));
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader err = process.errorReader()) {
            String line = err.readLine();
            while (line != null && !line.contains("decimate")) line = err.readLine();
            assertThat(line).as("the run reaches the export").isNotNull();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            assertThat(process.waitFor()).isEqualTo(ExitCode.CANCELLED);
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }
}
