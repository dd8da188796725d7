// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.pipeline.request.Parameter;
import java.io.File;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Help that is read: an example, fewer lines than a screen, and nothing left out of the long one. */
class HelpTest {
    private static final int SCREEN = 40;

    static Stream<String> commands() {
        return Run.of("--help").out().lines().dropWhile(l -> !l.equals("Commands:")).skip(1)
                .takeWhile(l -> !l.isBlank()).filter(l -> l.matches("  [a-z].*"))
                .map(l -> l.strip().replaceFirst(" .*", ""));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void fitsAScreenAndHasAnExample(String command) {
        Run help = Run.of(command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out().lines().count()).as(help.out()).isLessThan(SCREEN);
        assertThat(help.out()).containsPattern("Examples?:\n  (.*\\| )?pixal3d " + command);
    }

    @Test
    void allOptionsAreInTheLongHelp() {
        String shorter = Run.of("generate", "--help").out();
        String all = Run.of("generate", "--help-all").out();
        assertThat(ParameterOptions.all().stream().map(Parameter::name))
                .allSatisfy(n -> assertThat(all).contains("--" + n));
        assertThat(shorter).contains("--seed", "--help-all").doesNotContain("--ss_sampling_steps");
        assertThat(all).contains("--threads").doesNotContain("--help-all");
        assertThat(Run.of("serve", "--help-all").out()).contains("--key-queued");
    }

    /** Descriptions are formats: a percent sign that is not doubled ends in a warning on every help. */
    @Test
    void everyDescriptionIsAFormat() throws Exception {
        Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> texts = new ArrayList<>();
        try (Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".class")).toList()) {
                Class<?> type = Class.forName(classes.relativize(file).toString().replace(File.separatorChar, '.')
                        .replaceFirst("\\.class$", ""), false, Main.class.getClassLoader());
                Stream<AnnotatedElement> methods = Arrays.stream(type.getDeclaredMethods())
                        .flatMap(m -> Stream.concat(Stream.of(m), Arrays.stream(m.getParameters())));
                Stream.of(Stream.of(type), Arrays.stream(type.getDeclaredFields()), methods).flatMap(s -> s)
                        .map(AnnotatedElement.class::cast).forEach(e -> {
                            for (Option o : e.getAnnotationsByType(Option.class))
                                texts.addAll(List.of(o.description()));
                            for (Parameters p : e.getAnnotationsByType(Parameters.class)) {
                                texts.addAll(List.of(p.description()));
                            }
                            for (Command c : e
                                    .getAnnotationsByType(Command.class)) { texts.addAll(List.of(c.description())); }
                        });
            }
        }
        assertThat(texts).hasSizeGreaterThan(50)
                .allSatisfy(t -> assertThat(String.format(Locale.ROOT, t)).isNotBlank());
    }

    /** Also those that are methods of a command's class. */
    @Test
    void everyCommandOfACommandHasHelp() {
        for (String command : commands().toList()) {
            List<String> inner = Run.of(command, "--help").out().lines().dropWhile(l -> !l.equals("Commands:")).skip(1)
                    .takeWhile(l -> !l.isBlank()).filter(l -> l.matches("  [a-z].*"))
                    .map(l -> l.strip().replaceFirst(" .*", "")).toList();
            assertThat(inner).allSatisfy(name -> {
                Run help = Run.of(command, name, "--help");
                assertThat(help.exitCode()).as(command + " " + name).isZero();
                assertThat(help.out()).contains("Usage: pixal3d " + command + " " + name);
            });
        }
    }
}
