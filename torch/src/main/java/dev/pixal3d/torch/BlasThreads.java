// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The thread count of OpenBLAS, the matrix library below libtorch on Linux and Windows, which has a pool of its own.
 * (JavaCPP's own getter answers -1 for OpenBLAS.)
 */
record BlasThreads(MethodHandle getter, MethodHandle setter) {
    /** None where another matrix library is in use. */
    static Optional<BlasThreads> find(SymbolLookup libraries) {
        Linker linker = Linker.nativeLinker();
        return libraries.find("openblas_get_num_threads")
                .flatMap(get -> libraries.find("openblas_set_num_threads").map(set -> new BlasThreads(
                        linker.downcallHandle(get, FunctionDescriptor.of(ValueLayout.JAVA_INT)),
                        linker.downcallHandle(set, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)))));
    }

    /** Runs {@code body} with one thread where there is such a library. */
    static <T> T withOne(Optional<BlasThreads> blas, Supplier<T> body) {
        if (blas.isEmpty()) return body.get();
        int usual = blas.get().get();
        blas.get().set(1);
        try {
            return body.get();
        } finally {
            blas.get().set(usual);
        }
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
