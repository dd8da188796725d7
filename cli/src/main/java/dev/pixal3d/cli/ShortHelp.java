// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Help in two lengths: {@code --help} shows what most people need, {@link #ALL} every option. Options that the short
 * one leaves out are marked hidden.
 */
final class ShortHelp {
    static final String ALL = "--help-all";

    private ShortHelp() {}

    /** Leaves all options but these, and those for help, out of the short help. */
    static void shorten(CommandSpec spec, Set<String> usual) {
        replace(spec, o -> !usual.contains(o.longestName()) && !o.usageHelp(), true);
        String[] footer = Stream.concat(Stream.of("", "More options: pixal3d " + spec.name() + " " + ALL),
                Arrays.stream(spec.usageMessage().footer())).toArray(String[]::new);
        spec.usageMessage().footer(footer);
    }

    /** What the program is asked when it was asked for all help: the same with nothing left out. */
    static String[] inFull(CommandLine program, String... args) {
        if (!List.of(args).contains(ALL)) return args;
        for (CommandLine command : program.getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            replace(spec, OptionSpec::hidden, false);
            spec.usageMessage().footer(Arrays.stream(spec.usageMessage().footer()).filter(l -> !l.contains(ALL))
                    .toArray(String[]::new));
        }
        return Arrays.stream(args).map(a -> a.equals(ALL) ? "--help" : a).toArray(String[]::new);
    }

    private static void replace(CommandSpec spec, Predicate<OptionSpec> which, boolean hidden) {
        for (OptionSpec option : List.copyOf(spec.options())) {
            if (!which.test(option)) continue;
            spec.remove(option);
            spec.addOption(OptionSpec.builder(option).hidden(hidden).build());
        }
    }
}
