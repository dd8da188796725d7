// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which libtorch a process uses: that of an installed PyTorch, when {@code PIXAL3D_TORCH} or else a record in a folder
 * of the program's own names one; otherwise the one that the build brings along, as with an empty
 * {@code PIXAL3D_TORCH}.
 *
 * @param record
 *            a file with the path of a folder; need not exist
 */
public record TorchChoice(Path record) {
    /** The environment variable that names a folder. */
    public static final String VARIABLE = "PIXAL3D_TORCH";
    private static final String FILE = "torch.path";

    /**
     * A folder that was named.
     *
     * @param by
     *            by what, and how to take that back
     */
    public record Named(Path folder, String by) {
        /**
         * Looks whether a PyTorch is there and its libraries are whole, without loading it.
         *
         * @return the folder of its libraries
         * @throws TorchException
         *             when it cannot be used
         */
        public Path check() { return TorchFolder.check(this); }

        /**
         * Loads it into this process, to see that it can be used.
         *
         * @throws TorchException
         *             when it cannot
         */
        public Found look() {
            InstalledTorch torch = InstalledTorch.open(this);
            return new Found(torch.version(), torch.folder(), torch.hasCuda());
        }

        /** The end of a message about it. */
        String said() { return "(Named by " + by + ".)"; }
    }

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
     * @throws TorchException
     *             when the record cannot be read
     */
    public Optional<Named> named(Map<String, String> environment) {
        String variable = environment.get(VARIABLE);
        if (variable != null) {
            return Optional.of(variable).filter(n -> !n.isBlank())
                    .map(n -> new Named(Path.of(n), VARIABLE + "; empty, it means the program's own"));
        }
        if (!Files.exists(record)) return Optional.empty();
        try {
            Path folder = Path.of(Files.readString(record).strip());
            if (folder.isAbsolute()) {
                return Optional.of(new Named(folder, record + "; pixal3d gpu remove goes back to the program's own"));
            }
            throw new IOException("it holds no absolute path");
        } catch (IOException | InvalidPathException e) {
            throw new TorchException(record + ": cannot be read (" + e.getMessage() + "). Run pixal3d gpu remove, or "
                    + "pixal3d gpu install --torch again.", e);
        }
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
