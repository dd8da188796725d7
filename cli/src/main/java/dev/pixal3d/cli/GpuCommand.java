// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.GpuLibraries;
import dev.pixal3d.neural.GpuLibraries.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
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

    @Command(name = "verify", description = "Compares the libraries with what was installed.")
    int verify() throws IOException {
        GpuLibraries folder = GpuLibraries.ofUser();
        Optional<Path> torch = folder.torch(System.getenv());
        if (torch.isPresent()) {
            PyTorch found = GpuLibraries.look(torch.get());
            console.out().println("PyTorch " + found.version() + (found.cuda() ? " with CUDA" : ", for the CPU only")
                    + ", in " + found.libraries());
            return ExitCode.OK;
        }
        List<String> wrong = folder.verify();
        wrong.forEach(w -> console.error(w + ". Run: pixal3d gpu install"));
        if (wrong.isEmpty()) console.out().println(folder.names().size() + " libraries are all right");
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.INPUT;
    }

    @Command(name = "remove", description = "Removes them; what another program has installed stays.")
    int remove() throws IOException {
        GpuLibraries.ofUser().remove();
        return ExitCode.OK;
    }
}
