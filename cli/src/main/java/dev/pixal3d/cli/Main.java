// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code pixal3d} program. */
@Command(name = "pixal3d", mixinStandardHelpOptions = true, version = "pixal3d 0.1.0",
        description = "One image in, one textured 3D model out.", synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    private static final String COMMANDS = "generate, export, render, inspect, quality, serve, keys, pull, weights, gpu, doctor";

    @Option(names = "--stacktrace", description = "Show where an error comes from.")
    private boolean stacktrace;

    private final Console console;

    private Main(Console console) { this.console = console; }

    public static void main(String[] args) { System.exit(run(Console.ofProcess(), args)); }

    /** Runs one command and returns its exit code; prints to the console only. */
    static int run(Console console, String... args) {
        Main main = new Main(console);
        CommandLine line = new CommandLine(main);
        for (CommandLine command : List.of(GenerateCommand.create(console), ExportCommand.create(console),
                RenderCommand.create(console), QualityCommand.create(console),
                InspectCommand.create(console), ServeCommand.create(console), WorkerCommand.create(),
                KeysCommand.create(console), PullCommand.create(console), WeightsCommand.create(console),
                GpuCommand.create(console),
                DoctorCommand.create(console), RehearseCommand.create(console))) {
            line.addSubcommand(command);
        }
        // After the commands are there: settings reach only those.
        line.setOut(new PrintWriter(console.out(), true, console.out().charset()));
        line.setErr(new PrintWriter(console.err(), true, console.err().charset()));
        line.setParameterExceptionHandler((wrong, _) -> {
            String problem = wrong instanceof CommandLine.UnmatchedArgumentException unknown
                    && wrong.getCommandLine().getParent() == null
                            ? "command: not known (got " + unknown.getUnmatched().getFirst() + ", allowed " + COMMANDS
                                    + ")"
                            : wrong.getMessage();
            console.err().println("pixal3d: " + problem + ". Try: pixal3d "
                    + (wrong.getCommandLine().getParent() == null ? "" : wrong.getCommandLine().getCommandName() + " ")
                    + "--help");
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((thrown, command, _) -> {
            Failure failure = Failure.of(thrown);
            failure.message().lines().forEach(l -> console.err().println("pixal3d: " + l));
            if (main.stacktrace) thrown.printStackTrace(console.err());
            if (failure.exitCode() == ExitCode.USAGE) {
                console.err().println("Try: pixal3d " + command.getCommandName() + " --help");
            }
            return failure.exitCode();
        });
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            Failure failure = Failure.of(e);
            console.err().println("pixal3d: " + failure.message());
            return failure.exitCode();
        }
    }

    @Override
    public void run() {
        console.err()
                .println("pixal3d: no command given. Try: pixal3d generate PICTURE -o MODEL.glb, or pixal3d --help");
        throw Problem.usage(
                "command: missing (allowed " + COMMANDS + "). Name one.").exception();
    }
}
