// SPDX-License-Identifier: MIT
package dev.pixal3d.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The archive's Java has the modules that the program's classes ask for, and those that it asks for by name only. */
class RuntimeModulesTest {
    /** What jdeps cannot see, with the reason. */
    private static final Map<String, String> BY_NAME = Map.of("jdk.zipfs",
            "FileSystems.newFileSystem on the server's jar, for the playground's files");
    private static final Pattern OF_THE_TESTS = Pattern.compile(
            ".*/(junit-|opentest4j|apiguardian|assertj|byte-buddy|surefire).*|.*/test-classes/?");

    @Test
    void everyModuleIsThere() {
        List<String> needed = new ArrayList<>(neededByClasses());
        assertThat(needed).contains("java.base", "java.net.http", "jdk.unsupported");
        needed.addAll(BY_NAME.keySet());
        assertThat(System.getProperty("runtime.modules").split(",")).containsExactlyInAnyOrderElementsOf(needed);
    }

    private static List<String> neededByClasses() {
        List<String> classes = classPath().filter(entry -> !OF_THE_TESTS.matcher(entry).matches()).toList();
        List<String> arguments = new ArrayList<>(List.of("--multi-release", "25", "--ignore-missing-deps",
                "--print-module-deps", "--class-path", String.join(File.pathSeparator, classes)));
        arguments.addAll(classes);
        StringWriter out = new StringWriter();
        int code = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out, true),
                new PrintWriter(out, true), arguments.toArray(String[]::new));
        String said = out.toString().strip();
        assertThat(code).as(said).isZero();
        return Arrays.asList(said.substring(said.lastIndexOf('\n') + 1).split(","));
    }

    private static Stream<String> classPath() {
        return Pattern.compile(Pattern.quote(File.pathSeparator)).splitAsStream(System.getProperty("java.class.path"))
                .map(entry -> entry.replace(File.separatorChar, '/'));
    }
}
