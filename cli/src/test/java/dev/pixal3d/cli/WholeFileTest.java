// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is there whole or not at all, under every name that the system allows. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "names and links are POSIX's")
class WholeFileTest {
    private static final byte[] CONTENT = "all of it".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private static String named(String letter, int bytes) {
        return letter.repeat(bytes / letter.getBytes(StandardCharsets.UTF_8).length);
    }

    private void write(Path path) {
        WholeFile.prepare(path);
        WholeFile.write(path, out -> out.write(CONTENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", "\u8336"})
    void theLongestNameIsWritten(String letter) throws IOException {
        Path path = folder.resolve(named(letter, 255));
        write(path);
        assertThat(path).hasBinaryContent(CONTENT);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(path);
        }
    }

    @Test
    void aLongerNameIsRefusedBeforeTheWork() {
        assertThatThrownBy(() -> WholeFile.prepare(folder.resolve(named("m", 256))))
                .isInstanceOf(ProblemException.class).hasMessageContaining("too long");
    }

    @Test
    void aLinkStaysOneAndItsFileIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file.glb"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link.glb"), Path.of("file.glb"));
        write(link);
        assertThat(link).isSymbolicLink();
        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void aPipeReceivesTheBytesAndStaysOne() throws Exception {
        Path pipe = folder.resolve("pipe.glb");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        write(pipe);
        assertThat(reader.getInputStream().readAllBytes()).isEqualTo(CONTENT);
        assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(pipe);
        }
    }
}
