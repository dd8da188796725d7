// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBudgetTest {
    private static final long GIB = 1L << 30;
    private static final OptionalLong UNSAID = OptionalLong.empty();

    /** Much garbage and nothing that stays; prints what the heap takes of the machine in the end. */
    static final class Churn {
        private static byte[][] kept = {};

        public static void main(String[] arguments) {
            for (int round = 0; round < 1000; round++) {
                kept = new byte[60][];
                for (int i = 0; i < kept.length; i++) kept[i] = new byte[100_000];
            }
            System.out.println(Runtime.getRuntime().totalMemory() >> 20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8})
    void serverAndWorkersTogetherStayInOneBudget(int workers) throws IOException {
        for (long machine : new long[]{4 * GIB, 24 * GIB, 256 * GIB}) {
            long server = (long) (machine * servingPercentage() / 100);
            MemoryBudget budget = MemoryBudget.of(workers, UNSAID, UNSAID, server, machine);
            assertThat(server + workers * budget.worker()).isLessThanOrEqualTo((long) (0.7 * machine));
            assertThat(budget.worker()).isGreaterThanOrEqualTo(256 << 20);
        }
    }

    @Test
    void theUserMaySayHowMuch() {
        assertThat(MemoryBudget.of(3, OptionalLong.of(4 * GIB), UNSAID, GIB, 24 * GIB).worker()).isEqualTo(GIB);
        assertThat(MemoryBudget.of(3, UNSAID, OptionalLong.of(5 * GIB), GIB, 24 * GIB).worker()).isEqualTo(5 * GIB);
    }

    @Test
    void whatCannotFitIsSaid() {
        assertThat(MemoryBudget.of(2, UNSAID, UNSAID, GIB, 10 * GIB)).hasToString(
                "memory: 1024 MiB of heap for this process and 3072 MiB for each of its 2 workers, of 10240 MiB");
        assertThat(MemoryBudget.of(8, UNSAID, UNSAID, GIB / 8, GIB).toString()).contains("more than there is");
        assertThat(MemoryBudget.of(0, UNSAID, UNSAID, GIB, 2 * GIB).toString()).doesNotContain("worker");
    }

    @Test
    void aWorkerGetsItsShareInPlaceOfTheServersHeapAndEndsWithoutMemory() {
        List<String> arguments = MemoryBudget.of(2, UNSAID, UNSAID, GIB, 10 * GIB).workerArguments(
                List.of("-XX:MaxRAMPercentage=15", "-XX:+UseParallelGC", "-Xmx9g", "-Xms1g",
                        "-XX:+ExitOnOutOfMemoryError", "-Da=b"));
        assertThat(arguments).containsExactly("-XX:+UseParallelGC", "-Da=b", "-Xmx3072m",
                "-XX:+ExitOnOutOfMemoryError");
    }

    /** With the collector's own notion of comfort the same program takes 1 to 3 GiB. */
    @Test
    void aHeapWithLittleInItStaysSmall() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms64m", "-Xmx3g"));
        command.addAll(options("java.args").stream().filter(flag -> flag.matches("-XX:.*(GC|FreeRatio).*")).toList());
        assertThat(command).hasSizeGreaterThan(4);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Churn.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(Integer.parseInt(out.strip())).as("MiB").isLessThan(600);
    }

    private static double servingPercentage() throws IOException {
        String option = "-XX:MaxRAMPercentage=";
        return options("serve.args").stream().filter(line -> line.startsWith(option))
                .mapToDouble(line -> Double.parseDouble(line.substring(option.length()))).findFirst().orElseThrow();
    }

    /** The launchers' options of that name, one a line. */
    private static List<String> options(String name) throws IOException {
        return Files.readAllLines(Path.of("..", "config", name));
    }
}
