// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.server.ops.ServerLog;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code pixal3d} program. */
@Command(name = "pixal3d", mixinStandardHelpOptions = true, versionProvider = VersionCommand.Line.class,
        description = "One image in, one textured 3D model out.", synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  pixal3d generate chair.png -o chair.glb", "",
                "Exit codes: 0 done, 1 a bug, 2 wrong options, 3 input unusable, 4 not enough memory,",
                "5 weights missing or damaged, 6 disk full, 130 cancelled."})
public final class Main implements Runnable {
    private static final int HELP_WIDTH = 110;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show where an error comes from.")
    private boolean stacktrace;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private Main(Console console) { this.console = console; }

    @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Print results and errors only.")
    void quiet(boolean quiet) { if (quiet) console.beQuiet(); }

    public static void main(String[] args) {
        ServerLog.keepToTheEnd();
        System.exit(run(Console.ofProcess(), args));
    }

    /** Runs one command and returns its exit code; prints to the console only. */
    static int run(Console console, String... args) {
        Main main = new Main(console);
        CommandLine line = new CommandLine(main);
        Commands.addTo(line, console, args);
        String[] given = ShortHelp.inFull(line, args);
        // After the commands are there: settings reach only those.
        line.setOut(new PrintWriter(console.out(), true, console.out().charset()));
        line.setErr(new PrintWriter(console.err(), true, console.err().charset()));
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(
                        console.colorsOut() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((wrong, _) -> {
            if (main.stacktrace) wrong.printStackTrace(console.err());
            console.error(Misuse.told(wrong));
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((thrown, command, parsed) -> main.failed(thrown, command, parsed));
        try {
            int code = line.execute(given);
            return code == ExitCode.OK ? main.printed() : code;
        } catch (OutOfMemoryError e) {
            CommandFailure failure = CommandFailure.of(e);
            console.error(failure.message());
            return failure.exitCode();
        }
    }

    private int failed(Exception thrown, CommandLine command, ParseResult parsed) {
        CommandFailure failure = CommandFailure.of(thrown);
        failure.message().lines().forEach(console::error);
        if (stacktrace) thrown.printStackTrace(console.err());
        if (failure.exitCode() == ExitCode.USAGE) {
            console.err().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) innermost = innermost.subcommand();
        if (innermost.hasMatchedOption("--json")) { console.json(Map.of("error", failure.json())); }
        return failure.exitCode();
    }

    private int printed() {
        Optional<CommandFailure> failure = console.unprinted()
                .map(e -> CommandFailure.of(WholeFile.unprintable(e)));
        failure.ifPresent(told -> console.error(told.message()));
        return failure.map(CommandFailure::exitCode).orElse(ExitCode.OK);
    }

    @Override
    public void run() { throw Misuse.commandMissing(spec.commandLine()); }
}
