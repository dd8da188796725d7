// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixal3d.core.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program, with results that find no space. */
class FullDiskTest {
    private static final String SAID = "pixal3d: disk: no space is left for the results. Free some, or name another place for them.";

    @TempDir
    private Path directory;

    private record Ended(int code, String errors) {}

    /** The program in a shell, with more of the shell's words behind it. */
    private static Ended program(String more, Object... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                Stream.of("sh", "-c", "exec \"$@\" " + more, "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                        System.getProperty("java.class.path"), Main.class.getName()),
                Stream.of(arguments).map(Object::toString)).toList();
        Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        String errors = String.join("\n", process.errorReader().readAllLines());
        return new Ended(process.waitFor(), errors);
    }

    @Test
    void whatIsPrintedToAFullDiskIsMissed() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
        Path model = directory.resolve("model.glb");
        assertThat(Run.generateSmall(Run.EXAMPLES.resolve("robot.png"), model).exitCode()).isZero();
        assertThat(program("", "inspect", model).code()).isZero();
        assertThat(program(">/dev/full", "inspect", model)).isEqualTo(new Ended(ExitCode.DISK_FULL, SAID));
        assertThat(program(">/dev/full", "--help").code()).isEqualTo(ExitCode.DISK_FULL);
    }

    @Test
    void aModelThatFindsNoSpaceLeavesNothing() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(Files.isExecutable(Path.of("/bin/mount"))
                && new ProcessBuilder("/bin/mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()).start()
                        .waitFor() == 0,
                "a small disk cannot be mounted here: it needs Linux, mount and root");
        try {
            Ended ended = program("", "generate", Run.EXAMPLES.resolve("robot.png"), "-o", disk.resolve("model.glb"),
                    "--decimation_target", "5000", "--texture_size", "1024");
            assertThat(ended.code()).as(ended.errors()).isEqualTo(ExitCode.DISK_FULL);
            assertThat(ended.errors()).endsWith(SAID);
            try (Stream<Path> left = Files.list(disk)) {
                assertThat(left).isEmpty();
            }
        } finally {
            new ProcessBuilder("/bin/umount", disk.toString()).start().waitFor();
        }
    }
}
