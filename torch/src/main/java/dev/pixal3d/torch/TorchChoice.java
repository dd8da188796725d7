// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which libtorch a process uses: that of an installed PyTorch, when {@code PIXAL3D_TORCH} or a record in a folder of
 * the program's own names one, else the one that the build brings along. An empty {@code PIXAL3D_TORCH} means the
 * latter.
 *
 * @param record
 *            a file with the path of a folder; need not exist
 */
public record TorchChoice(Path record) {
    static final String VARIABLE = "PIXAL3D_TORCH";
    private static final String FILE = "torch.path";

    /**
     * A PyTorch that can be used.
     *
     * @param version
     *            for example 2.13.0
     * @param libraries
     *            the folder of its libraries
     * @param cuda
     *            whether it was built for NVIDIA's GPUs
     */
    public record Found(String version, Path libraries, boolean cuda) {}

    /** With the record in the folder where CUDA's libraries would be. */
    public static TorchChoice in(CudaFolder gpu) {
        return new TorchChoice(gpu.folder().resolve(FILE));
    }

    /**
     * The folder that is named, if one is.
     *
     * @throws IOException
     *             when there is a record that cannot be read
     */
    public Optional<Path> folder(Map<String, String> environment) throws IOException {
        String named = environment.get(VARIABLE);
        if (named != null) return Optional.of(named).filter(n -> !n.isBlank()).map(Path::of);
        return Files.exists(record) ? Optional.of(Path.of(Files.readString(record).strip())) : Optional.empty();
    }

    /**
     * Loads the PyTorch of a folder into this process, to see that it can be used.
     *
     * @param folder
     *            of the package torch, its libraries, or where it is installed: site-packages, a virtual environment
     * @throws TorchException
     *             when it cannot
     */
    public static Found look(Path folder) throws IOException {
        InstalledTorch torch = InstalledTorch.open(folder);
        return new Found(torch.version(), InstalledTorch.find(folder), torch.hasCuda());
    }

    /** Records the folder of a PyTorch's libraries. */
    public void use(Path libraries) throws IOException {
        Files.createDirectories(record.toAbsolutePath().getParent());
        Files.writeString(record, libraries + System.lineSeparator());
    }

    /** Removes the record; the PyTorch stays. */
    public void remove() throws IOException {
        Files.deleteIfExists(record);
    }
}
