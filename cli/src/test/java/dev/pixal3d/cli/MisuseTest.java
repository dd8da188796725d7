// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of misuses in docs/cli.md: each row is run as it stands there, and answers word for word. */
class MisuseTest {
    private static final Path TABLE = Path.of("..", "docs", "cli.md");

    @TempDir
    private static Path dir = Path.of("");

    @BeforeAll
    static void fill() throws IOException {
        Path robot = Run.EXAMPLES.resolve("robot.png");
        Files.copy(robot, dir.resolve("robot.png"));
        Files.copy(robot, dir.resolve("cactus.png"));
        Files.write(dir.resolve("half.png"), Arrays.copyOf(Files.readAllBytes(robot), 3000));
        Files.writeString(dir.resolve("notes.txt"), "no picture\n");
        Files.write(dir.resolve("latin.properties"),
                "# f\u00fcr\nport = 8000\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectory(dir.resolve("empty"));
    }

    /** A row of the table. */
    record Misuse(String command, String answer, int exitCode) {
        private static Misuse of(String row) {
            String[] cells = row.split("(?<!\\\\)\\|", -1);
            return new Misuse(cells[1].strip().replace("`", ""), cells[2].strip().replace("\\|", "|"),
                    Integer.parseInt(cells[3].strip()));
        }

        @Override
        public String toString() { return command; }
    }

    static Stream<Misuse> rows() throws IOException {
        return Files.readAllLines(TABLE).stream().filter(l -> l.startsWith("| `pixal3d")).map(Misuse::of);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isAnswered(Misuse misuse) {
        Run run = run(misuse.command());
        assertThat(answer(run)).isEqualTo(misuse.answer());
        assertThat(run.exitCode()).isEqualTo(misuse.exitCode());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void thereAreThirtyAndNoneIsABug() throws IOException {
        List<Misuse> rows = rows().toList();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates()
                .noneMatch(m -> m.exitCode() == ExitCode.OK || m.exitCode() == ExitCode.INTERNAL);
    }

    @Test
    void everyCommandHasOne() throws IOException {
        List<String> lines = rows().map(Misuse::command).toList();
        assertThat(commands("pixal3d").toList()).hasSizeGreaterThan(30)
                .allSatisfy(command -> assertThat(lines).as(command)
                        .anyMatch(line -> line.equals(command) || line.startsWith(command + " ")));
    }

    /** What the help of a command lists below it, and what theirs list. */
    private static Stream<String> commands(String line) {
        return Run.of(Stream.concat(Arrays.stream(line.split(" ")).skip(1), Stream.of("--help")).toArray()).out()
                .lines().dropWhile(l -> !l.equals("Commands:")).skip(1).takeWhile(l -> !l.isBlank())
                .filter(l -> l.matches("  [a-z].*")).map(l -> line + " " + l.strip().replaceFirst(" .*", ""))
                .flatMap(command -> Stream.concat(Stream.of(command), commands(command)));
    }

    /** Runs a line as a shell in the folder of the test would. */
    private static Run run(String line) {
        return Run.of(Arrays.stream(line.split(" ", -1)).skip(1).map(MisuseTest::inFolder).toArray());
    }

    private static String inFolder(String word) {
        boolean path = word.matches("[a-z]+(/|/?[a-z]*\\.[a-z]+[a-z/.]*)");
        return path ? dir.resolve(word).toString() : word;
    }

    private static String answer(Run run) { return run.err().strip().replace(dir + "/", "").replaceAll("\\R", " "); }
}
