// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NOTICE names every jar that the program and its tests run with, and every native library inside. */
class NoticeTest {
    private static final Pattern VERSION = Pattern.compile("-\\d[\\w.]*(-.*)?\\.jar$");
    /** A native library of somebody else; {@code libjni...} is a preset's own. */
    private static final Pattern LIBRARY = Pattern.compile(".*/(lib(?!jni)[\\w+-]+)\\.so(\\.\\d+)*");

    private static String notice() throws IOException { return Files.readString(Path.of("..", "NOTICE")); }

    static Stream<Path> jars() {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path")).filter(entry -> entry.endsWith(".jar"))
                .map(Path::of).filter(jar -> !jar.getFileName().toString().startsWith("pixal3d-"));
    }

    /** The second column: jars without their versions, a star for any end. */
    private static List<Pattern> named() throws IOException {
        return notice().lines().filter(line -> line.matches(" {2,4}\\S.* {2,}\\S.* {2,}\\S.*"))
                .map(line -> line.strip().split(" {2,}")[1]).flatMap(Pattern.compile(", ")::splitAsStream)
                .map(name -> Pattern.compile(name.replace(".", "\\.").replace("*", ".*"))).toList();
    }

    @Test
    void theClassPathIsLookedAt() throws IOException {
        assertThat(jars()).hasSizeGreaterThan(40);
        assertThat(named()).hasSizeGreaterThan(20).noneMatch(name -> name.matcher("unknown").matches());
    }

    @ParameterizedTest
    @MethodSource("jars")
    void everyJarHasItsLine(Path jar) throws IOException {
        String name = VERSION.matcher(jar.getFileName().toString()).replaceFirst("");
        assertThat(named()).as(name).anyMatch(pattern -> pattern.matcher(name).matches());
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> libraries = file.stream().map(entry -> LIBRARY.matcher(entry.getName()))
                    .filter(java.util.regex.Matcher::matches).map(found -> found.group(1)).toList();
            for (String library : libraries) {
                assertThat(notice()).containsPattern("\\b" + library.replace("libwebp-imageio", "libwebp") + "\\b");
            }
        }
    }
}
