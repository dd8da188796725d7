// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.neural.GpuLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What NVIDIA GPUs need besides their driver. */
@Command(name = "gpu", mixinStandardHelpOptions = true,
        description = "Finds CUDA's libraries among what is installed, for a program that then runs on the GPU.",
        footer = {"", "Example:", "  pixal3d gpu install --from-pip /opt/venv/bin/python"})
final class GpuCommand implements Runnable {
    private static final String SITE = "import sysconfig; print(sysconfig.get_paths()['purelib'])";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private GpuCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new GpuCommand(console)); }

    @Override
    public void run() { throw Misuse.commandMissing(spec.commandLine()); }

    @Command(name = "install",
            description = "Links the CUDA libraries of an installed PyTorch (or of the packages nvidia-*) into the "
                    + "program's own folder. From then on ./pixal3d builds and runs with libtorch for GPUs.")
    int install(
            @Option(names = "--from-pip", required = true, paramLabel = "FOLDER|PYTHON",
                    description = "A folder of such packages, e.g. site-packages, or a Python with them.") Path source)
            throws IOException, InterruptedException {
        GpuLibraries.driver().flatMap(GpuLibraries::tooOld)
                .ifPresent(why -> console.warn("the GPU's driver " + why + ". Update it too."));
        GpuLibraries folder = GpuLibraries.ofUser();
        List<String> missing = folder.install(site(source));
        for (String name : missing) console.error(name + " is not there");
        if (!missing.isEmpty()) {
            throw Problem.unusable(source + ": lacks " + missing.size() + " of " + GpuLibraries.needed().size()
                    + " libraries. Install PyTorch for CUDA 13 there (its packages bring them), or name another "
                    + "folder.")
                    .exception();
        }
        console.out().println(folder.folder());
        return ExitCode.OK;
    }

    /** The folder itself, or where a Python keeps its packages. */
    private static Path site(Path source) throws IOException, InterruptedException {
        if (Files.isDirectory(source)) return source;
        if (!Files.isExecutable(source)) {
            throw Problem.usage("--from-pip: is neither a folder nor a program (got " + source + "). Correct the path.")
                    .exception();
        }
        Process python = new ProcessBuilder(source.toString(), "-c", SITE).redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Optional<Path> folder = python.waitFor() == 0 ? Optional.of(Path.of(said)) : Optional.empty();
        return folder.filter(Files::isDirectory).orElseThrow(() -> Problem.usage("--from-pip: is no Python (" + source
                + " said \"" + said.lines().findFirst().orElse("") + "\"). Name its folder site-packages.")
                .exception());
    }

    @Command(name = "verify", description = "Compares the libraries with what was installed.")
    int verify() throws IOException {
        GpuLibraries folder = GpuLibraries.ofUser();
        List<String> wrong = folder.verify();
        wrong.forEach(w -> console.error(w + ". Run: pixal3d gpu install"));
        if (wrong.isEmpty()) console.out().println(folder.names().size() + " libraries are all right");
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.INPUT;
    }

    @Command(name = "remove", description = "Removes the links; what they lead to stays.")
    int remove() throws IOException {
        GpuLibraries.ofUser().remove();
        return ExitCode.OK;
    }
}
