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
 * What libtorch for NVIDIA GPUs needs and does not bring: a driver, and the run-time libraries of CUDA 13, cuDNN 9 and
 * NCCL 2 by these names. Looked at before libtorch is loaded, because a library that is missing would end that with the
 * name of another one.
 */
public final class CudaLibraries {
    /** File names that libtorch's libraries ask for, as their headers list them. */
    public static final List<String> NAMES = List.of("libcudart.so.13", "libnvJitLink.so.13", "libcublasLt.so.13",
            "libcublas.so.13", "libcusparse.so.12", "libcusolver.so.12", "libcufft.so.12", "libcufile.so.0",
            "libcurand.so.10", "libcupti.so.13", "libnvrtc.so.13", "libcudnn.so.9", "libcudnn_graph.so.9",
            "libcudnn_ops.so.9", "libcudnn_cnn.so.9", "libcudnn_adv.so.9", "libnccl.so.2");
    private static final Pattern COMPANION = Pattern.compile("(lib[A-Za-z]+)[_-][\\w-]+\\.so(\\.\\d+)*");
    /** The oldest driver that runs CUDA 13. */
    private static final int OLDEST_DRIVER = 580;
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
    private static final Pattern VERSION = Pattern.compile("\\b(\\d{3,4})\\.\\d{2,3}(\\.\\d{2})?\\b");
    private static final String NATIVES = "org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so";

    private CudaLibraries() {}

    /**
     * Whether a file is named like a part of one of these libraries, which loads it by itself when it first needs it:
     * libcudnn_engines_precompiled.so.9 of libcudnn, libnvrtc-builtins.so.13.0 of libnvrtc.
     */
    static boolean isCompanion(String name) {
        Matcher part = COMPANION.matcher(name);
        return part.matches() && NAMES.stream().anyMatch(n -> n.startsWith(part.group(1) + ".so"));
    }

    /** Whether this program was built with libtorch for NVIDIA GPUs. */
    public static boolean areNeeded() {
        return CudaLibraries.class.getClassLoader().getResource(NATIVES) != null;
    }

    /** What the driver says of itself; none without one. */
    public static Optional<String> driver() {
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
        return NAMES.stream().filter(Predicate.not(CudaLibraries::isFound)).toList();
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
    static Optional<String> problem(Optional<String> driver, List<String> missing) {
        Optional<String> old = driver.flatMap(CudaLibraries::tooOld);
        if (old.isPresent()) {
            return Optional.of("libtorch: the GPU's driver " + old.get()
                    + ". Update the driver, or run without PIXAL3D_GPU.");
        }
        if (missing.isEmpty()) return Optional.empty();
        return Optional.of("libtorch: libraries that its GPU build needs are not found (" + String.join(", ", missing)
                + "). Run pixal3d gpu install, or run without PIXAL3D_GPU.");
    }
}
