// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * The thread count of OpenBLAS, the matrix library below libtorch on Linux and Windows, which has a pool of its own.
 * (JavaCPP's own getter answers -1 for OpenBLAS.)
 */
record BlasThreads(MethodHandle getter, MethodHandle setter) {
    /** None where another matrix library is in use. */
    static Optional<BlasThreads> find() {
        Loader.load(openblas_nolapack.class);
        Pointer get = Loader.addressof("openblas_get_num_threads");
        Pointer set = Loader.addressof("openblas_set_num_threads");
        if (get == null || set == null) return Optional.empty();
        Linker linker = Linker.nativeLinker();
        return Optional.of(new BlasThreads(
                linker.downcallHandle(MemorySegment.ofAddress(get.address()),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT)),
                linker.downcallHandle(MemorySegment.ofAddress(set.address()),
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))));
    }

    int get() {
        try {
            return (int) getter.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("openblas_get_num_threads throws nothing", e);
        }
    }

    void set(int count) {
        try {
            setter.invokeExact(count);
        } catch (Throwable e) {
            throw new IllegalStateException("openblas_set_num_threads throws nothing", e);
        }
    }
}
