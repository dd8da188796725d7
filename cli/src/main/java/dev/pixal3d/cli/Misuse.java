// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line that cannot be read, and what was probably meant. */
final class Misuse {
    /** More differences than that are another word. */
    private static final int NEAR = 3;

    private Misuse() {}

    /** In one line, with what to try. */
    static String told(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String said = switch (wrong) {
            case UnmatchedArgumentException unknown -> unknown(command, unknown.getUnmatched().getFirst());
            case MissingParameterException missing -> missing(missing);
            default -> sentence(wrong.getCause() instanceof ProblemException || wrong.getCause() instanceof IOException
                    ? CommandFailure.of(wrong.getCause()).message()
                    : String.valueOf(wrong.getMessage()));
        };
        return said + " Try: " + command.getCommandSpec().qualifiedName() + " --help";
    }

    /** Of a command that only has others: none of them was named. */
    static ProblemException commandMissing(CommandLine command) {
        return Problem.usage("command: missing (allowed " + String.join(", ", commands(command)) + "). Name one.")
                .exception();
    }

    /** The commands that people call. */
    private static List<String> commands(CommandLine program) {
        return program.getSubcommands().values().stream().map(CommandLine::getCommandSpec)
                .filter(c -> !c.usageMessage().hidden()).map(CommandLine.Model.CommandSpec::name).distinct().toList();
    }

    private static String unknown(CommandLine command, String word) {
        String name = command.getCommandSpec().qualifiedName();
        if (word.startsWith("-") && word.length() > 1) {
            String option = word.replaceFirst("=.*$", "");
            Stream<String> options = command.getCommandSpec().optionsMap().keySet().stream();
            return option + ": no such option of " + name + "." + meant(option, options);
        }
        if (command.getSubcommands().isEmpty()) return word + ": not expected by " + name + ".";
        List<String> commands = commands(command);
        return "command: not known (got " + word + ", allowed " + String.join(", ", commands) + ")."
                + meant(word, commands.stream());
    }

    private static String missing(MissingParameterException missing) {
        String what = missing.getMissing().stream().map(a -> a.isOption()
                ? ((CommandLine.Model.OptionSpec) a).names()[0] + " " + a.paramLabel()
                : a.paramLabel()).collect(Collectors.joining(", "));
        return what.isEmpty() ? sentence(String.valueOf(missing.getMessage())) : what + ": missing.";
    }

    private static String meant(String word, Stream<String> known) {
        String folded = folded(word);
        String nearest = "";
        int best = Math.min(NEAR, folded.length() / 2);
        for (String candidate : known.sorted().toList()) {
            int distance = distance(folded, folded(candidate));
            if (distance > best || distance == best && !nearest.isEmpty()) continue;
            best = distance;
            nearest = candidate;
        }
        return nearest.isEmpty() ? "" : " Did you mean " + nearest + "?";
    }

    /** Dashes, underscores and capitals make no difference to people. */
    private static String folded(String word) {
        return word.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    private static String sentence(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.endsWith(".") ? line : line + ".";
    }

    /** Letters to insert, drop, replace or swap with their neighbour (Damerau's distance, restricted). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
            }
        }
        return d[a.length()][b.length()];
    }
}
