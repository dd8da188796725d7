// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What libtorch for NVIDIA GPUs needs and does not bring: a driver, and the run-time libraries of CUDA 13, cuDNN 9 and,
 * on Linux, NCCL 2 by the names of {@link CudaNames}. Looked at before libtorch is loaded, because a library that is
 * missing would end that with the name of another one.
 */
public final class CudaLibraries {
    /** The oldest driver that runs CUDA 13. */
    private static final int OLDEST_DRIVER = 580;
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
    private static final Pattern VERSION = Pattern.compile("\\b(\\d{3,4})\\.\\d{2,3}(\\.\\d{2})?\\b");
    private static final String WINDOWS_DRIVER = "nvcuda.dll";

    private CudaLibraries() {}

    /** File names that libtorch's libraries ask for on this system. */
    public static List<String> names() {
        return CudaNames.here().files();
    }

    /** How to get them on this system, as an imperative without its full stop. */
    public static String remedy() {
        return CudaNames.here().remedy();
    }

    /** Whether this program was built with libtorch for NVIDIA GPUs. */
    public static boolean areNeeded() {
        return CudaLibraries.class.getClassLoader().getResource(CudaNames.here().natives()) != null;
    }

    /** What the driver says of itself; none without one. On Windows only that it is there. */
    public static Optional<String> driver() {
        if (CudaNames.here() == CudaNames.WINDOWS) {
            return Optional.of(WINDOWS_DRIVER).filter(CudaLibraries::isFound).map(name -> name + " is there");
        }
        try {
            return Files.isReadable(DRIVER)
                    ? Files.readString(DRIVER).lines().findFirst().map(String::strip)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(DRIVER + ": cannot be read", e);
        }
    }

    /** What is wrong with a driver that says this of itself; empty when it is new enough, or does not say. */
    public static Optional<String> tooOld(String driver) {
        int version = version(driver).orElse(OLDEST_DRIVER);
        return version < OLDEST_DRIVER
                ? Optional.of("is too old for CUDA 13 (got " + version + ", allowed " + OLDEST_DRIVER + " and newer)")
                : Optional.empty();
    }

    /** A driver's main version in the line that it says of itself. */
    static OptionalInt version(String line) {
        Matcher version = VERSION.matcher(line);
        return version.find() ? OptionalInt.of(Integer.parseInt(version.group(1))) : OptionalInt.empty();
    }

    /** Names that the system's linker does not find now. */
    public static List<String> missing() {
        return names().stream().filter(Predicate.not(CudaLibraries::isFound)).toList();
    }

    private static boolean isFound(String name) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup _ = SymbolLookup.libraryLookup(name, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Why libtorch for GPUs cannot be loaded, with the remedy.
     *
     * @param driver
     *            as {@link #driver} says
     * @param missing
     *            as {@link #missing} says
     */
    static Optional<String> problem(CudaNames system, Optional<String> driver, List<String> missing) {
        Optional<String> old = driver.flatMap(CudaLibraries::tooOld);
        if (old.isPresent()) {
            return Optional.of("libtorch: the GPU's driver " + old.get()
                    + ". Update the driver, or run without PIXAL3D_GPU.");
        }
        if (missing.isEmpty()) return Optional.empty();
        return Optional.of("libtorch: libraries that its GPU build needs are not found (" + String.join(", ", missing)
                + "). " + system.remedy() + ", or run without PIXAL3D_GPU.");
    }
}
