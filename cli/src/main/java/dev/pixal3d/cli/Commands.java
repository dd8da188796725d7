// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * All commands. Only the one that is asked for by its name is made, for reading the options of all of them is a third
 * of what a start costs; whoever asks for anything else, a list of them or one that there is not, gets all.
 */
final class Commands {
    private static final List<Entry> ALL = List.of(
            new Entry("generate", GenerateCommand::create), new Entry("export", ExportCommand::create),
            new Entry("render", RenderCommand::create), new Entry("quality", QualityCommand::create),
            new Entry("inspect", InspectCommand::create), new Entry("serve", ServeCommand::create),
            new Entry("node", NodeCommand::create), new Entry("worker", _ -> WorkerCommand.create()),
            new Entry("keys", KeysCommand::create), new Entry("ps", PsCommand::create),
            new Entry("logs", LogsCommand::create), new Entry("cancel", CancelCommand::create),
            new Entry("queue", QueueCommand::create), new Entry("drain", DrainCommand::create),
            new Entry("backup", BackupCommand::create), new Entry("restore", RestoreCommand::create),
            new Entry("import-store", ImportStoreCommand::create), new Entry("pull", PullCommand::create),
            new Entry("weights", WeightsCommand::create), new Entry("gpu", GpuCommand::create),
            new Entry("doctor", DoctorCommand::create), new Entry("version", VersionCommand::create),
            new Entry("rehearse", RehearseCommand::create));

    private record Entry(String name, Function<Console, CommandLine> maker) {}

    private Commands() {}

    /** Gives a program the commands that its arguments may mean. */
    static void addTo(CommandLine program, Console console, String... args) {
        List<Entry> named = ALL.stream().filter(entry -> args.length > 0 && entry.name.equals(args[0])).toList();
        for (Entry entry : named.isEmpty() ? ALL : named) {
            program.addSubcommand(entry.name, entry.maker.apply(console));
        }
    }
}
