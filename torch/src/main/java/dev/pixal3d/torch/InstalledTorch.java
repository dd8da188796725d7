// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The libtorch of a PyTorch that is installed on this machine, loaded from where it lies with the CUDA libraries that
 * its packages brought. For Linux.
 *
 * @param version
 *            of PyTorch, for example 2.13.0
 * @param libraries
 *            what was loaded, by name
 * @param lookup
 *            finds functions of these libraries and of those that they need
 */
record InstalledTorch(String version, Map<String, String> libraries, SymbolLookup lookup) {
    static final String CPU = "libtorch_cpu.so";
    private static final String CUDA = "libtorch_cuda.so";
    /** python3.13 before python3.9. */
    private static final Comparator<Path> NEWEST = Comparator
            .comparingInt((Path p) -> p.getFileName().toString().length())
            .thenComparing(p -> p.getFileName().toString()).reversed();
    /** The oldest whose C interface tells what went wrong; the operators' argument lists are those of this one. */
    private static final int OLDEST = 213;

    boolean hasCuda() { return libraries.size() > 1; }

    /**
     * Loads it.
     *
     * @param named
     *            folder of the libraries themselves, of the package torch, or one that it is installed in:
     *            site-packages, a virtual environment
     * @throws TorchException
     *             when there is none, it is too old, or a library cannot be loaded
     */
    static InstalledTorch open(TorchChoice.Named named) { return about(named, InstalledTorch::open); }

    /** As {@link TorchChoice.Named#check}. */
    static Path check(TorchChoice.Named named) {
        return about(named, InstalledTorch::check);
    }

    private interface Look<T> {
        T at(Path folder) throws IOException;
    }

    /** Says of what goes wrong who has named the folder. */
    private static <T> T about(TorchChoice.Named named, Look<T> look) {
        try {
            return look.at(named.folder());
        } catch (TorchException e) {
            throw new TorchException(e.getMessage() + " (Named by " + named.by() + ".)", e);
        } catch (IOException e) {
            throw new TorchException(
                    "libtorch: " + e.getMessage() + " cannot be read. Make it readable, or name another "
                            + "folder. (Named by " + named.by() + ".)",
                    e);
        }
    }

    private static InstalledTorch open(Path folder) throws IOException {
        Path lib = check(folder);
        Map<String, String> libraries = new TreeMap<>();
        SymbolLookup lookup = load(lib.resolve(CPU), libraries);
        if (Files.exists(lib.resolve(CUDA))) lookup = load(lib.resolve(CUDA), libraries).or(lookup);
        String version = version(lib, lookup);
        try {
            ExactSums.apply(lookup);
        } catch (NoSuchElementException e) {
            throw new TorchException("libtorch: PyTorch " + version + " in " + lib + " cannot be told to keep sums in "
                    + "F32 (" + e.getMessage() + "). Install PyTorch 2.13.", e);
        }
        return new InstalledTorch(version, libraries, lookup);
    }

    /**
     * Looks whether it is there and its libraries are whole, without loading anything.
     *
     * @return the folder of the libraries
     * @throws TorchException
     *             when it is not, or they are not
     */
    static Path check(Path folder) throws IOException {
        Path lib = find(folder);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(lib, "lib*.so*")) {
            for (Path file : all) {
                Optional<ElfFile> head = ElfFile.read(file);
                if (head.isPresent() && Files.size(file) >= head.get().end()) continue;
                throw new TorchException("libtorch: " + file + " is damaged (got " + Files.size(file) + " bytes, "
                        + head.map(h -> "allowed " + h.end() + " and more").orElse("which are no library for 64-bit "
                                + "Linux")
                        + "). Install PyTorch there anew, or name another folder.");
            }
        }
        return lib;
    }

    private static SymbolLookup load(Path file, Map<String, String> loaded) {
        try {
            SymbolLookup library = NativeLibrary.open(file);
            String name = file.getFileName().toString();
            loaded.put(name.substring("lib".length(), name.indexOf('.')), file.toString());
            return library;
        } catch (TorchException e) {
            throw new TorchException(
                    "libtorch: " + file + " cannot be loaded (" + e.getMessage() + "). Install PyTorch "
                            + "there anew, or name another folder.",
                    e);
        }
    }

    private static String version(Path lib, SymbolLookup lookup) {
        long number = lookup.find("aoti_torch_abi_version").map(function -> {
            try {
                return (long) Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.of(JAVA_LONG))
                        .invokeExact();
            } catch (Throwable e) {
                throw new IllegalStateException("aoti_torch_abi_version throws nothing", e);
            }
        }).orElse(0L);
        int major = (int) (number >>> 56);
        int minor = (int) (number >>> 48 & 0xff);
        if (major * 100 + minor < OLDEST) {
            throw new TorchException("libtorch: the PyTorch in " + lib + " is too old (got "
                    + (number == 0 ? "one without a number" : major + "." + minor)
                    + ", allowed 2.13 and newer). Update it: pip install --upgrade torch");
        }
        return major + "." + minor + "." + (number >>> 40 & 0xff);
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
