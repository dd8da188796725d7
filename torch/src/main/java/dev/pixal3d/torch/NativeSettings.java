// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * What must be set before the native libraries load, unless the user set it.
 *
 * <p>
 * JavaCPP by default compares the process's resident size, mapped model files included, with four times the Java heap
 * and then fails every allocation: both of its limits are turned off. libgomp's threads spin while they wait and fight
 * the matrix library's own threads; waiting passively makes alternating gathers and multiplications 3.8 times as fast.
 * Networks ask the system for large tensors again and again, and Linux gives what is asked for by pages of 4 KB.
 * libtorch may ask for pages of 2 MB, where {@code transparent_hugepage} is {@code madvise}, as it usually is: then
 * the engine's tests keep the kernel busy for 12.6 instead of 21.9 s and end after 38.7 instead of 43.9 s. The same
 * from the C library ({@code glibc.malloc.hugetlb}) helps as much, but is only heard from outside of a process.
 */
final class NativeSettings {
    private NativeSettings() {}

    static void apply() {
        for (String limit : new String[]{"org.bytedeco.javacpp.maxphysicalbytes", "org.bytedeco.javacpp.maxbytes"}) {
            if (System.getProperty(limit) == null) System.setProperty(limit, "0");
        }
        if (System.getenv("OMP_WAIT_POLICY") == null) setEnvironment("OMP_WAIT_POLICY", "PASSIVE");
        if (System.getenv("THP_MEM_ALLOC_ENABLE") == null) setEnvironment("THP_MEM_ALLOC_ENABLE", "1");
    }

    private static void setEnvironment(String name, String value) {
        Optional<MethodHandle> setenv = function("setenv", FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        if (setenv.isEmpty()) return;
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) setenv.get().invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
        } catch (Throwable e) {
            throw new IllegalStateException("setenv cannot fail for a constant name", e);
        }
    }

    /** Asks the C library to return freed memory to the operating system, where it can. */
    static void trimHeap() {
        Optional<MethodHandle> trim = function("malloc_trim",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        if (trim.isEmpty()) return;
        try {
            int ignored = (int) trim.get().invokeExact(0L);
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim throws nothing", e);
        }
    }

    private static Optional<MethodHandle> function(String name, FunctionDescriptor type) {
        Optional<MemorySegment> address = Linker.nativeLinker().defaultLookup().find(name);
        return address.map(a -> Linker.nativeLinker().downcallHandle(a, type));
    }
}
