// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Platform;
import dev.pixal3d.core.Problem;
import dev.pixal3d.neural.GpuLibraries;
import dev.pixal3d.neural.GpuLibraries.PyTorch;
import dev.pixal3d.weights.HubSettings;
import dev.pixal3d.weights.Manifest;
import dev.pixal3d.weights.Manifest.Part;
import dev.pixal3d.weights.Pull;
import dev.pixal3d.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Brings CUDA's libraries, and for the archive libtorch's, where the launcher looks for them; or has the program use an
 * installed PyTorch.
 */
@Command(name = "install", mixinStandardHelpOptions = true,
        description = "Downloads CUDA's libraries from their publisher, 1.8 GB, or goes on where an earlier download "
                + "stopped, and compares them with the hashes that the program knows. From then on pixal3d runs with "
                + "libtorch for GPUs. With --torch nothing is downloaded.",
        footer = {"", "Examples:", "  pixal3d gpu install --dry-run", "  pixal3d gpu install --torch .venv"})
final class GpuInstallCommand implements Callable<Integer> {
    /** Only the archive has no Maven that gets it. */
    private static final String LIBTORCH = "libtorch";

    @Option(names = "--from-pip", paramLabel = "FOLDER|PYTHON",
            description = "Link the libraries of an installed PyTorch for CUDA 13 instead: a folder with the packages "
                    + "nvidia-*, e.g. site-packages, or a Python that has them.")
    private Optional<Path> source = Optional.empty();

    @Option(names = "--torch", paramLabel = "FOLDER|PYTHON",
            description = "Use an installed PyTorch, 2.13 or newer, with the CUDA it brings, whatever version that is: "
                    + "a virtual environment, a folder site-packages, or a Python.")
    private Optional<Path> torch = Optional.empty();

    @Option(names = "--manifest", paramLabel = "FILE",
            description = "Another list of files than the program's own, in the same form.")
    private Optional<Path> manifest = Optional.empty();

    @Option(names = "--dry-run", description = "Only show what would be downloaded.")
    private boolean dryRun;

    private final Console console;
    private final GpuLibraries folder = GpuLibraries.ofUser();

    private GpuInstallCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new GpuInstallCommand(console)); }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (torch.isPresent()) {
            useInstalled(torch.get());
            return ExitCode.OK;
        }
        boolean own = source.isEmpty() && manifest.isEmpty();
        unsuited(Platform.here(), System.getProperty("os.name"), System.getProperty("os.arch"), own)
                .ifPresent(problem -> {
                    throw problem.exception();
                });
        GpuLibraries.driver().flatMap(GpuLibraries::tooOld)
                .ifPresent(why -> console.warn("the GPU's driver " + why + ". Update it too."));
        if (source.isPresent()) {
            Path from = source.get();
            requireAll(folder.install(PythonPackages.folder("--from-pip", from, "nvidia")), from.toString(),
                    "Install PyTorch for CUDA 13 there (its packages bring them), name another folder, or leave "
                            + "--from-pip out.");
        } else {
            download();
        }
        if (!dryRun) {
            folder.useOwn();
            console.out().println(folder.folder());
        }
        return ExitCode.OK;
    }

    private void useInstalled(Path place) throws IOException, InterruptedException {
        if (source.isPresent() || manifest.isPresent() || dryRun) {
            throw Problem.usage("--torch: downloads nothing and links nothing, so it stands alone (got another option "
                    + "beside it). Leave the other out.").exception();
        }
        PyTorch found = folder.use(PythonPackages.folder("--torch", place, "torch"), "--torch");
        console.say(found.toString());
        GpuCommand.warnOfVariable(console);
        console.out().println(found.libraries());
    }

    /**
     * Why this machine's libraries cannot be installed.
     *
     * @param own
     *            whether the program's own list is meant, not another one nor an installed PyTorch
     */
    static Optional<Problem> unsuited(Platform platform, String system, String processor, boolean own) {
        String got = "(got " + system + " on " + processor + "). ";
        if (platform == Platform.WINDOWS) {
            return Optional.of(Problem.unusable("gpu install: links libraries for Linux only " + got
                    + "Install CUDA 13.3 and cuDNN 9, and put the folders of their DLLs on PATH; pixal3d doctor names "
                    + "what is missing."));
        }
        if (!own || system.equals("Linux") && processor.equals("amd64")) return Optional.empty();
        return Optional.of(Problem.unusable("gpu install: the libraries are known for Linux on amd64 only " + got
                + (system.equals("Linux")
                        ? "Install PyTorch there, and run pixal3d gpu install --torch PYTHON."
                        : "There is nothing to install there.")));
    }

    private void download() throws IOException, InterruptedException {
        Manifest list = manifest.isPresent() ? Manifest.read(manifest.get()) : Manifest.gpu();
        List<Part> packages = list.parts().stream().filter(p -> !p.name().equals(LIBTORCH)).toList();
        boolean installed = !folder.names().isEmpty() && folder.verify().isEmpty();
        List<Part> wanted = new ArrayList<>(installed ? List.of() : packages);
        if (Boolean.getBoolean("pixal3d.archive")) wanted.addAll(list.choose(List.of(LIBTORCH)));
        Map<String, String> environment = System.getenv();
        TransferPrinter progress = new TransferPrinter(console, "gpu install");
        Pull pull = new Pull(folder.packages(),
                HubSettings.of(environment, Path.of(System.getProperty("user.home"))), environment, progress);
        if (dryRun) {
            PullTable.print(console, pull.plan(wanted));
            return;
        }
        try {
            if (!wanted.isEmpty()) pull.run(wanted);
        } finally {
            progress.clear();
        }
        if (installed) return;
        console.say("unpacking the libraries");
        requireAll(folder.unpack(), folder.packages().toString(), "Name a list of files that has them all.");
        WeightsFolder downloads = new WeightsFolder(folder.packages());
        for (Part part : packages) downloads.remove(part);
    }

    private void requireAll(List<String> missing, String where, String remedy) {
        for (String name : missing) console.error(name + " is not there");
        if (missing.isEmpty()) return;
        throw Problem.unusable(where + ": lacks " + missing.size() + " of " + GpuLibraries.needed().size()
                + " libraries. " + remedy).exception();
    }
}
