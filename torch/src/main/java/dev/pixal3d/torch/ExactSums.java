// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Keeps sums of products in F32 in an installed libtorch, as {@link BytedecoBackend} does. C has no function for these
 * settings; those of C++ take nothing but an address and truth values, so their names are all that is needed.
 */
final class ExactSums {
    private ExactSums() {}

    /**
     * @throws java.util.NoSuchElementException
     *             with the name of a function that the library does not have
     */
    static void apply(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        MethodHandle global = linker.downcallHandle(library.findOrThrow("_ZN2at13globalContextEv"),
                FunctionDescriptor.of(ADDRESS));
        FunctionDescriptor one = FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN);
        FunctionDescriptor two = FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN, JAVA_BOOLEAN);
        try {
            MemorySegment context = (MemorySegment) global.invokeExact();
            for (String name : new String[]{"_ZN2at7Context18setAllowTF32CuBLASEb",
                    "_ZN2at7Context17setAllowTF32CuDNNEb"}) {
                linker.downcallHandle(library.findOrThrow(name), one).invokeExact(context, false);
            }
            for (String name : new String[]{"_ZN2at7Context27setAllowFP16ReductionCuBLASEbb",
                    "_ZN2at7Context27setAllowBF16ReductionCuBLASEbb"}) {
                linker.downcallHandle(library.findOrThrow(name), two).invokeExact(context, false, true);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("libtorch's settings throw nothing", e);
        }
    }
}
