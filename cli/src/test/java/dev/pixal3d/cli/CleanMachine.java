// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A user with an empty home folder and no settings: the program in a process of its own. Only the libraries that
 * JavaCPP unpacks are the real user's, because they are large and the same everywhere.
 *
 * @param environment
 *            variables besides PATH
 */
record CleanMachine(Path home, Map<String, String> environment) {
    Run run(Object... args) throws IOException, InterruptedException {
        return runFrom(System.getProperty("java.class.path"), args);
    }

    Run runFrom(String classPath, Object... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", ".txt");
        Path err = Files.createTempFile(home, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx2g", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Duser.home=" + home,
                "-Dorg.bytedeco.javacpp.cachedir=" + Path.of(System.getProperty("user.home"), ".javacpp", "cache"),
                "-cp", classPath, Main.class.getName()));
        Arrays.stream(args).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        String path = System.getenv().getOrDefault("PATH", "");
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putIfAbsent("PATH", path);
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        int code = builder.start().waitFor();
        return new Run(code, Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
