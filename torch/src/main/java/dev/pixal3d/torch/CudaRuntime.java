// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** What CUDA's runtime library tells of the devices and libtorch's C interface does not. */
final class CudaRuntime {
    private final MethodHandle count;
    private final MethodHandle current;
    private final MethodHandle choose;
    private final MethodHandle memory;
    private final MethodHandle synchronize;
    private final MethodHandle reason;

    private CudaRuntime(SymbolLookup libraries) {
        count = function(libraries, "cudaGetDeviceCount", ADDRESS);
        current = function(libraries, "cudaGetDevice", ADDRESS);
        choose = function(libraries, "cudaSetDevice", JAVA_INT);
        memory = function(libraries, "cudaMemGetInfo", ADDRESS, ADDRESS);
        synchronize = function(libraries, "cudaDeviceSynchronize");
        reason = Linker.nativeLinker().downcallHandle(libraries.findOrThrow("cudaGetErrorString"),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    private static MethodHandle function(SymbolLookup libraries, String name, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(libraries.findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, parameters));
    }

    /** None where libtorch was built without CUDA. */
    static Optional<CudaRuntime> find(SymbolLookup libraries) {
        return libraries.find("cudaGetDeviceCount").map(_ -> new CudaRuntime(libraries));
    }

    /** Devices that can be used now; 0 without a driver. */
    int count() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_INT);
            return (int) count.invokeExact(out) == 0 ? out.get(JAVA_INT, 0) : 0;
        } catch (Throwable e) {
            throw new IllegalStateException("cudaGetDeviceCount throws nothing", e);
        }
    }

    /** Why there are none, as CUDA says it: no device, a driver that is too old. */
    Optional<String> problem() {
        try (Arena arena = Arena.ofConfined()) {
            int code = (int) count.invokeExact(arena.allocate(JAVA_INT));
            return code == 0 ? Optional.empty() : Optional.of(text(code));
        } catch (Throwable e) {
            throw new IllegalStateException("cudaGetDeviceCount throws nothing", e);
        }
    }

    /** Free and total bytes. */
    long[] memory(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG, 2);
            on(device, () -> (int) memory.invokeExact(out, out.asSlice(JAVA_LONG.byteSize())));
            return out.toArray(JAVA_LONG);
        }
    }

    void synchronize(int device) { on(device, () -> (int) synchronize.invokeExact()); }

    private interface Call {
        int code() throws Throwable;
    }

    /** Makes a call with that device as the thread's own. */
    private void on(int device, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment before = arena.allocate(JAVA_INT);
            check((int) current.invokeExact(before));
            check((int) choose.invokeExact(device));
            try {
                check(call.code());
            } finally {
                check((int) choose.invokeExact(before.get(JAVA_INT, 0)));
            }
        } catch (TorchException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("CUDA's functions throw nothing", e);
        }
    }

    private void check(int code) throws Throwable {
        if (code != 0) throw new TorchException("CUDA error: " + text(code));
    }

    private String text(int code) throws Throwable {
        MemorySegment text = (MemorySegment) reason.invokeExact(code);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
