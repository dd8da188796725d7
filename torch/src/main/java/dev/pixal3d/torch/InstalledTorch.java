// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/**
 * The libtorch of a PyTorch that is installed on this machine, loaded from where it lies with the CUDA libraries that
 * its packages brought. For Linux.
 *
 * @param version
 *            of PyTorch, for example 2.13.0
 * @param folder
 *            of its libraries
 * @param libraries
 *            what was loaded, by name
 * @param lookup
 *            finds functions of these libraries and of those that they need
 */
record InstalledTorch(String version, Path folder, Map<String, String> libraries, SymbolLookup lookup) {
    /** The oldest whose C interface tells what went wrong; the operators' argument lists are those of this one. */
    private static final int OLDEST = 213;

    boolean hasCuda() { return Files.exists(folder.resolve(TorchFolder.CUDA)); }

    /**
     * Loads it.
     *
     * @param named
     *            folder of the libraries themselves, of the package torch, or one that it is installed in:
     *            site-packages, a virtual environment
     * @throws TorchException
     *             when there is none, it is too old, or a library cannot be loaded
     */
    static InstalledTorch open(TorchChoice.Named named) {
        Path lib = TorchFolder.check(named);
        try {
            return open(lib);
        } catch (TorchException e) {
            throw new TorchException(e.getMessage() + " " + named.said(), e);
        }
    }

    private static InstalledTorch open(Path lib) {
        Map<String, String> libraries = new TreeMap<>();
        SymbolLookup lookup = load(lib.resolve(TorchFolder.CPU), libraries);
        Path cuda = lib.resolve(TorchFolder.CUDA);
        if (Files.exists(cuda)) lookup = load(cuda, libraries).or(lookup);
        String version = version(lib, lookup);
        try {
            ExactSums.apply(lookup);
        } catch (NoSuchElementException e) {
            throw new TorchException("libtorch: PyTorch " + version + " in " + lib + " cannot be told to keep sums in "
                    + "F32 (" + e.getMessage() + "). Install PyTorch 2.13.", e);
        }
        return new InstalledTorch(version, lib, libraries, lookup);
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
}
