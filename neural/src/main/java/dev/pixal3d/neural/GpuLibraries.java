// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.torch.CudaFolder;
import dev.pixal3d.torch.CudaLibraries;
import dev.pixal3d.torch.TorchChoice;
import dev.pixal3d.torch.TorchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an NVIDIA GPU needs besides its driver, in a folder of the program's own: CUDA's libraries, or the name of a
 * PyTorch that is installed and has them.
 *
 * @param folder
 *            need not exist
 */
public record GpuLibraries(Path folder) {
    /** The environment variable that names an installed PyTorch, and goes before {@link #use}. */
    public static final String VARIABLE = TorchChoice.VARIABLE;

    /**
     * A PyTorch that is installed on this machine.
     *
     * @param version
     *            for example 2.13.0
     * @param libraries
     *            the folder of its libraries
     * @param cuda
     *            whether it was built for NVIDIA's GPUs
     */
    public record PyTorch(String version, Path libraries, boolean cuda) {
        @Override
        public String toString() {
            return "PyTorch " + version + (cuda ? " with CUDA" : " for the CPU") + ", in " + libraries;
        }
    }

    /** The folder that the launcher puts on the linker's path. */
    public static GpuLibraries ofUser() {
        return new GpuLibraries(CudaFolder.ofUser().folder());
    }

    /** What the driver says of itself; none without one. */
    public static Optional<String> driver() {
        return CudaLibraries.driver();
    }

    /** What is wrong with a driver that says this of itself; empty when it is new enough, or does not say. */
    public static Optional<String> tooOld(String driver) {
        return CudaLibraries.tooOld(driver);
    }

    /** Names of all libraries that are needed on this system. */
    public static List<String> needed() {
        return CudaLibraries.names();
    }

    /** How to get them on this system, as an imperative without its full stop. */
    public static String remedy() {
        return CudaLibraries.remedy();
    }

    /** Names of those that the system's linker does not find now. */
    public static List<String> missing() {
        return CudaLibraries.missing();
    }

    /**
     * Links the libraries that lie below another folder. Changes nothing unless all are there and are for this machine.
     *
     * @return names that were not found there
     * @throws ProblemException
     *             when a library is not for this machine
     */
    public List<String> install(Path source) throws IOException {
        try {
            return new CudaFolder(folder).install(source);
        } catch (TorchException e) {
            throw new ProblemException(Problem.unusable(String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Has the program use the libtorch of an installed PyTorch from now on, in place of its own.
     *
     * @param installed
     *            folder of the package torch, or where it is installed
     * @param by
     *            what has named it, for errors
     * @return which one it is
     * @throws ProblemException
     *             when it cannot be used
     */
    public PyTorch use(Path installed, String by) throws IOException {
        PyTorch torch = look(new TorchChoice.Named(installed, by));
        torch().use(torch.libraries());
        return torch;
    }

    private static PyTorch look(TorchChoice.Named named) {
        try {
            TorchChoice.Found torch = named.look();
            return new PyTorch(torch.version(), torch.libraries(), torch.cuda());
        } catch (TorchException e) {
            throw new ProblemException(Problem.unusable(String.valueOf(e.getMessage())), e);
        }
    }

    private TorchChoice torch() { return TorchChoice.in(new CudaFolder(folder)); }

    /**
     * The installed PyTorch in use, by this environment or by {@link #use}; loads it into this process. None: the
     * program's own libtorch.
     *
     * @throws ProblemException
     *             when the one that is named cannot be used
     */
    public Optional<PyTorch> torch(Map<String, String> environment) {
        return named(environment).map(GpuLibraries::look);
    }

    private Optional<TorchChoice.Named> named(Map<String, String> environment) {
        try {
            return torch().named(environment);
        } catch (TorchException e) {
            throw new ProblemException(Problem.unusable(String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * The folder of the installed PyTorch that is named, without loading it. None: the program's own libtorch.
     *
     * @throws ProblemException
     *             when it is not there, or damaged
     */
    public Optional<Path> torchFolder(Map<String, String> environment) {
        try {
            return named(environment).map(TorchChoice.Named::check);
        } catch (TorchException e) {
            throw new ProblemException(Problem.unusable(String.valueOf(e.getMessage())), e);
        }
    }

    /** Goes back to the program's own libtorch. */
    public void useOwn() throws IOException { torch().remove(); }

    /** Where packages lie that are to be unpacked. */
    public Path packages() {
        return new CudaFolder(folder).packages();
    }

    /**
     * Unpacks the packages and links their libraries, as {@link #install}.
     *
     * @return names that were not in them
     * @throws ProblemException
     *             when a package is damaged, a library is not for this machine, or the disk has not enough room
     */
    public List<String> unpack() throws IOException {
        try {
            return new CudaFolder(folder).unpack();
        } catch (TorchException e) {
            throw new ProblemException(Problem.unusable(String.valueOf(e.getMessage())), e);
        }
    }

    /** What was installed and is not as it was, each with its reason. */
    public List<String> verify() throws IOException {
        try {
            return new CudaFolder(folder).verify();
        } catch (TorchException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** Names of what is installed. */
    public List<String> names() throws IOException {
        return new CudaFolder(folder).names();
    }

    /** Removes the links and what was downloaded; what another program has installed stays. */
    public void remove() throws IOException {
        useOwn();
        new CudaFolder(folder).remove();
    }
}
