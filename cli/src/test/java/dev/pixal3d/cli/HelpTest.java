// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.pipeline.request.Parameter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
