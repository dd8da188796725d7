// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Windows' two start scripts under Wine, with a Java that prints its arguments and a Maven that writes one jar. Skipped
 * without Wine and a compiler for Windows (Debian: apt install wine64 gcc-mingw-w64-x86-64).
 */
class WindowsLauncherTest {
    private static final String COMPILER = "x86_64-w64-mingw32-gcc";

    @TempDir
    private static Path shared;
    private static Path java;

    @TempDir
    private Path folder;
    private Path checkout;

    @BeforeAll
    static void compile() throws Exception {
        assumeTrue(Program.isInstalled("wine") && Program.isInstalled(COMPILER), "needs Wine and " + COMPILER);
        java = shared.resolve("java.exe");
        Program.run(new ProcessBuilder(COMPILER, "-municode", "-O0", "-o", java.toString(),
                "src/test/c/arguments.c"), 60);
    }

    @BeforeEach
    void layOut() throws IOException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        Files.copy(Path.of("..", "pixal3d.cmd"), checkout.resolve("pixal3d.cmd"));
        Path bin = Files.createDirectories(folder.resolve("jdk 25/bin"));
        for (String program : List.of("java.exe", "javac.exe")) Files.copy(java, bin.resolve(program));
        Files.writeString(folder.resolve("jdk 25/release"), "IMPLEMENTOR=\"x\"\r\nJAVA_VERSION=\"25.0.1\"\r\n");
        script("tools/mvn.cmd", """
                echo %* >>"%~dp0calls.txt"
                if exist "%~dp0broken" exit /b 1
                md "%~dp0..\\check out\\cli\\target\\app\\lib"
                echo jar >"%~dp0..\\check out\\cli\\target\\app\\lib\\app.jar"
                """);
    }

    private void script(String name, String lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, ("@echo off\n" + lines + "exit /b 0\n").replace("\n", "\r\n"));
    }

    /** What these lines of a script print, with how each call ended: Wine's cmd makes 1 of every code of a script. */
    private List<String> run(String... lines) throws Exception {
        String ending = "if errorlevel 1 (echo failed) else echo ended\n";
        script("run.cmd", Stream.of(lines).map(line -> "call " + line + "\n" + ending).collect(Collectors.joining()));
        ProcessBuilder wine = new ProcessBuilder("wine", "cmd", "/c", "run.cmd").directory(folder.toFile());
        wine.environment().putAll(Map.of("WINEPREFIX",
                Files.createDirectories(Path.of("target/wine")).toAbsolutePath().toString(), "WINEDEBUG", "-all",
                "WINEPATH", windows(folder.resolve("tools")), "JAVA_HOME", windows(folder.resolve("jdk 25")),
                "LC_ALL", "C.UTF-8"));
        return Program.run(wine, 120).lines().map(String::strip).toList();
    }

    private static String windows(Path path) { return "Z:" + path.toAbsolutePath().toString().replace('/', '\\'); }

    private String calls() throws IOException { return Files.readString(folder.resolve("tools/calls.txt")); }

    @Test
    void aCheckoutIsBuiltOnceAndStarted() throws Exception {
        String launcher = "\"" + checkout.getFileName() + "\\pixal3d.cmd\"";
        List<String> said = run(launcher + " version \"a b\" x=y", launcher + " serve", launcher + " generate fail");
        String root = windows(checkout);
        assertThat(said).startsWith("[@" + root + "\\config\\java.args]", "[-cp]").containsSubsequence(
                "[dev.pixal3d.cli.Main]", "[version]", "[a b]", "[x=y]", "ended",
                "[@" + root + "\\config\\serve.args]", "[serve]", "ended", "[generate]", "[fail]", "failed");
        assertThat(said.get(2)).matches("\\[" + Pattern.quote(root) + "\\\\.build\\\\cli-\\d+\\\\lib\\\\\\*]");
        assertThat(calls().lines()).singleElement().asString().contains("-pl cli -am package");
    }

    @Test
    void aBuildThatFailsOrIsUnderWayLeavesTheOldOne() throws Exception {
        String launcher = "\"" + checkout.getFileName() + "\\pixal3d.cmd\"";
        assertThat(run(launcher + " version")).endsWith("ended");
        Path current = checkout.resolve(".build/cli.txt");
        String old = Files.readString(current);
        Files.createFile(folder.resolve("tools/broken"));
        assertThat(run(launcher + " rebuild", launcher + " version")).startsWith("failed").endsWith("ended");
        Files.delete(folder.resolve("tools/broken"));
        Files.createDirectory(checkout.resolve(".build/lock"));
        assertThat(run(launcher + " rebuild")).containsExactly("failed");
        assertThat(current).content().isEqualTo(old);
        Files.delete(checkout.resolve(".build/lock"));
        assertThat(run(launcher + " rebuild")).containsExactly("ended");
        assertThat(current).content().isNotEqualTo(old);
        assertThat(checkout.resolve(".build/lock")).doesNotExist();
    }

    @Test
    void mavenGetsItsArgumentsAndAnOldJdkIsNone() throws Exception {
        String launcher = "\"" + checkout.getFileName() + "\\pixal3d.cmd\"";
        assertThat(run(launcher + " package \"-Dx=a b\"", launcher + " verify -pl core")).containsExactly("ended",
                "ended");
        assertThat(calls()).contains("-Parchive -pl dist -am package", "\"-Dx=a b\"", "verify -pl core -T 2");
        Files.writeString(folder.resolve("jdk 25/release"), "JAVA_VERSION=\"21.0.8\"\r\n");
        assertThat(run(launcher + " version")).containsExactly("failed");
    }

    @Test
    void aBuildForGpusIsAskedForByAVariable() throws Exception {
        String launcher = "\"" + checkout.getFileName() + "\\pixal3d.cmd\"";
        assertThat(run(launcher + " rebuild", "set PIXAL3D_GPU=1", launcher + " rebuild"))
                .containsExactly("ended", "ended", "ended");
        assertThat(calls().lines()).satisfiesExactly(plain -> assertThat(plain).doesNotContain("-Pgpu"),
                forGpus -> assertThat(forGpus).contains("-ntp -Pgpu ", "-pl cli -am package"));
    }

    /** The archive's script, which takes the Java beside it. */
    @Test
    void anUnpackedArchiveIsStarted() throws Exception {
        Path archive = folder.resolve("my programs");
        Files.createDirectories(archive.resolve("runtime/bin"));
        Files.copy(java, archive.resolve("runtime/bin/java.exe"));
        Files.createDirectories(archive.resolve("bin"));
        Files.copy(Path.of("..", "dist/src/main/archive/bin/pixal3d.cmd"), archive.resolve("bin/pixal3d.cmd"));
        String launcher = "\"my programs\\bin\\pixal3d.cmd\"";
        assertThat(run(launcher + " generate \"a b.png\" -o=x", launcher + " -J-Xmx2g serve", launcher + " fail"))
                .containsSubsequence("[-jar]", "[generate]", "[a b.png]", "[-o=x]", "ended", "[-Xmx2g]", "[-jar]",
                        "[serve]", "ended", "[fail]", "failed")
                .anyMatch(line -> line.endsWith("\\lib\\serve.args]"));
    }
}
