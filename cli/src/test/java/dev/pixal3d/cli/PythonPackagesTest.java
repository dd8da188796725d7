// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a Python is a script here")
class PythonPackagesTest {
    @TempDir
    private Path temp = Path.of("");

    private Path python(String body) throws IOException {
        Path python = Files.writeString(temp.resolve("python"), "#!/bin/sh\n" + body + "\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        return python;
    }

    @Test
    void aPythonIsAskedForThePackageThatIsWanted() throws Exception {
        Path python = python("[ \"$3\" = torch ] && echo '" + temp + "'");
        assertThat(PythonPackages.folder("--torch", python, "torch")).isEqualTo(temp);
        assertThat(PythonPackages.folder("--torch", temp, "torch")).as("a folder is not asked").isEqualTo(temp);
    }

    @Test
    void whatIsNoPythonIsNamedWithWhatItSaid() throws Exception {
        for (String body : new String[]{"exit 0", "echo nowhere", "echo Traceback; echo ImportError: broken; exit 1"}) {
            Path python = python(body);
            assertThatThrownBy(() -> PythonPackages.folder("--torch", python, "torch"))
                    .isInstanceOf(ProblemException.class).hasMessageContaining("--torch: is no Python (" + python);
        }
        assertThatThrownBy(() -> PythonPackages.folder("--torch", temp.resolve("python"), "torch"))
                .hasMessageContaining("exit 1: ImportError: broken");
        for (String none : new String[]{"", "no-such-program"}) {
            assertThatThrownBy(() -> PythonPackages.folder("--torch", Path.of(none), "torch"))
                    .hasMessageContaining("is neither a folder nor a program");
        }
    }

    @Test
    void aPythonThatDoesNotAnswerIsGivenUp() throws Exception {
        Path python = python("exec tail -f /dev/null");
        assertThatThrownBy(() -> PythonPackages.answer("--torch", python, "torch", Duration.ofMillis(100)))
                .isInstanceOf(ProblemException.class).hasMessageContaining(python + " has not said within");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)
                .map(child -> child.info().commandLine().orElse(""))).noneMatch(line -> line.contains("tail -f"));
    }
}
