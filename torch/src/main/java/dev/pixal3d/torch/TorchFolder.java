// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where an installed PyTorch has its libraries, and whether they are whole. Loads nothing. */
final class TorchFolder {
    static final String CPU = "libtorch_cpu.so";
    static final String CUDA = "libtorch_cuda.so";
    /** python3.13 before python3.9. */
    private static final Comparator<Path> NEWEST = Comparator
            .comparingInt((Path p) -> p.getFileName().toString().length())
            .thenComparing(p -> p.getFileName().toString()).reversed();

    private TorchFolder() {}

    /**
     * The folder of the libraries, none of which is cut off.
     *
     * @throws TorchException
     *             when there is none, or one is; it says who has named the folder
     */
    static Path check(TorchChoice.Named named) {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new TorchException("libtorch: an installed PyTorch is used on Linux only (got "
                    + System.getProperty("os.name") + "). Use the program's own. " + named.said());
        }
        try {
            Path lib = find(named.folder());
            requireWhole(lib);
            return lib;
        } catch (TorchException e) {
            throw new TorchException(e.getMessage() + " " + named.said(), e);
        } catch (IOException e) {
            throw new TorchException(
                    "libtorch: " + e.getMessage() + " cannot be read. Make it readable, or name another "
                            + "folder. " + named.said(),
                    e);
        }
    }

    private static void requireWhole(Path lib) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(lib, "lib*.so*")) {
            for (Path file : all) {
                if (!Files.isRegularFile(file)) continue;
                Optional<ElfFile> head = ElfFile.read(file);
                boolean loaded = file.endsWith(CPU) || file.endsWith(CUDA);
                long size = Files.size(file);
                if (head.map(h -> size >= h.end()).orElse(!loaded)) continue;
                throw new TorchException("libtorch: " + file + " is damaged (got " + size + " bytes, "
                        + head.map(h -> "allowed " + h.end() + " and more")
                                .orElse("which are no library for 64-bit Linux")
                        + "). Install PyTorch there anew, or name another folder.");
            }
        }
    }

    /**
     * The folder with the libraries, at one of the usual places below another one.
     *
     * @throws TorchException
     *             when there is none
     */
    static Path find(Path folder) throws IOException {
        List<Path> places = new ArrayList<>(
                List.of(folder, folder.resolve("lib"), folder.resolve("torch").resolve("lib")));
        for (String lib : List.of("lib", "lib64")) {
            if (!Files.isDirectory(folder.resolve(lib))) continue;
            try (Stream<Path> pythons = Files.list(folder.resolve(lib))) {
                pythons.filter(p -> p.getFileName().toString().matches("python3(\\.\\d+)?")).sorted(NEWEST)
                        .flatMap(p -> Stream.of(p.resolve("site-packages"), p.resolve("dist-packages")))
                        .forEach(p -> places.add(p.resolve("torch").resolve("lib")));
            }
        }
        return places.stream().filter(p -> Files.exists(p.resolve(CPU))).findFirst()
                .map(Path::toAbsolutePath).map(Path::normalize)
                .orElseThrow(() -> new TorchException("libtorch: no PyTorch is installed there (got " + folder
                        + ", allowed the folder of a virtual environment, site-packages, or a package torch with lib/"
                        + CPU + "). Install it there with pip install torch, or name another folder."));
    }
}
