// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.GpuLibraries;
import dev.pixal3d.neural.GpuLibraries.PyTorch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What NVIDIA GPUs need besides their driver. */
@Command(name = "gpu", mixinStandardHelpOptions = true,
        description = "Gets CUDA's libraries for NVIDIA GPUs, or takes those of an installed PyTorch; nothing but the "
                + "driver has to be installed.",
        footer = {"", "Example:", "  pixal3d gpu install"})
final class GpuCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private GpuCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        return new CommandLine(new GpuCommand(console)).addSubcommand(GpuInstallCommand.create(console));
    }

    @Override
    public void run() { throw Misuse.commandMissing(spec.commandLine()); }

    @Command(name = "verify", mixinStandardHelpOptions = true,
            description = "Compares the libraries with what was installed, or says which installed PyTorch is used.")
    int verify() throws IOException {
        GpuLibraries folder = GpuLibraries.ofUser();
        Optional<PyTorch> torch = folder.torch(System.getenv());
        if (torch.isPresent()) {
            console.out().println(torch.get());
            return ExitCode.OK;
        }
        List<String> wrong = folder.verify();
        wrong.forEach(w -> console.error(w + ". Run: pixal3d gpu install"));
        if (!wrong.isEmpty()) return ExitCode.INPUT;
        int installed = folder.names().size();
        console.out().println(installed == 0
                ? "nothing is installed: the program's own libtorch is used"
                : installed + " libraries are all right");
        return ExitCode.OK;
    }

    @Command(name = "remove", mixinStandardHelpOptions = true,
            description = "Removes them; what another program has installed stays.")
    int remove() throws IOException {
        GpuLibraries.ofUser().remove();
        console.say("the program's own libtorch is used from now on");
        warnOfVariable(console);
        return ExitCode.OK;
    }

    /** What is recorded does not count beside it. */
    static void warnOfVariable(Console console) {
        String named = System.getenv().getOrDefault(GpuLibraries.VARIABLE, "");
        if (!named.isBlank()) console.warn(GpuLibraries.VARIABLE + " is set, and goes before the record: " + named);
    }
}
