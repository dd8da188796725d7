// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Shared libraries by the C library's own functions, which say why one cannot be loaded (the JDK's look-up does not),
 * and find what a library's dependencies export. Loaded libraries stay.
 */
final class NativeLibrary {
    private static final int LAZY = 1;

    private NativeLibrary() {}

    /**
     * @throws TorchException
     *             with the linker's reason
     */
    static SymbolLookup open(Path file) {
        MethodHandle open = function("dlopen", ADDRESS, ADDRESS, JAVA_INT);
        MethodHandle symbol = function("dlsym", ADDRESS, ADDRESS, ADDRESS);
        MethodHandle error = function("dlerror", ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment library = (MemorySegment) open.invokeExact(arena.allocateFrom(file.toString()), LAZY);
            if (!library.equals(MemorySegment.NULL)) return name -> find(symbol, library, name);
            MemorySegment reason = (MemorySegment) error.invokeExact();
            throw new TorchException(reason.reinterpret(Long.MAX_VALUE).getString(0));
        } catch (TorchException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("dlopen throws nothing", e);
        }
    }

    private static Optional<MemorySegment> find(MethodHandle symbol, MemorySegment library, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = (MemorySegment) symbol.invokeExact(library, arena.allocateFrom(name));
            return address.equals(MemorySegment.NULL) ? Optional.empty() : Optional.of(address);
        } catch (Throwable e) {
            throw new IllegalStateException("dlsym throws nothing", e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters));
    }
}
