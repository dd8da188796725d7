// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands have in common that stay until they are stopped: a log, a file of options, engines' settings. */
final class StayingOptions {
    @Mixin
    private LogOptions log = new LogOptions();

    @Option(names = "--config", paramLabel = "FILE",
            description = "A properties file with these options by their names without dashes in front, e.g. workers "
                    + "= 2. Options given here win.")
    @SuppressWarnings("UnusedVariable") // ConfigFile reads it before the other options have their values
    private Path config = Path.of("");

    LogOptions log() { return log; }

    /**
     * A command with such options, as the program knows it.
     *
     * @param usual
     *            the options that the short help shows
     */
    static CommandLine line(Object command, Set<String> usual) {
        CommandLine line = new CommandLine(command);
        EngineFlags.addTo(line.getCommandSpec());
        ShortHelp.shorten(line.getCommandSpec(), usual);
        line.setDefaultValueProvider(new ConfigFile(line));
        return line;
    }
}
