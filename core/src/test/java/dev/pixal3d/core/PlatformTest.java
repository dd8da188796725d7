// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({"Linux,POSIX", "Mac OS X,POSIX", "Darwin,POSIX", "Windows 11,WINDOWS", "Windows Server 2025,WINDOWS"})
    void javasNameOfTheSystemTellsWhich(String name, Platform platform) {
        assertThat(Platform.of(name)).isEqualTo(platform);
    }

    @Test
    void theProgramThatStartsJavaIsThere() {
        assertThat(Files.isExecutable(Platform.here().java(Path.of(System.getProperty("java.home"))))).isTrue();
        assertThat(Platform.WINDOWS.java(Path.of("home"))).isEqualTo(Path.of("home", "bin", "java.exe"));
        assertThat(Platform.POSIX.java(Path.of("home"))).isEqualTo(Path.of("home", "bin", "java"));
    }

    @ParameterizedTest
    @CsvSource({"POSIX,137,killed by signal 9", "POSIX,3,exit status 3", "POSIX,128,exit status 128",
            "WINDOWS,1,exit status 1", "WINDOWS,137,exit status 137",
            "WINDOWS,-1073741819,ended by Windows with 0xC0000005"})
    void anExitStatusIsPutInWords(Platform platform, int status, String words) {
        assertThat(platform.end(status)).isEqualTo(words);
    }

    @Test
    void onlyOneOfWindowsTerminalsDrawsOver() {
        assertThat(Platform.WINDOWS.drawsOver(Map.of())).isFalse();
        assertThat(Platform.WINDOWS.drawsOver(Map.of("WT_SESSION", "1"))).isTrue();
        assertThat(Platform.POSIX.drawsOver(Map.of())).isTrue();
    }
}
