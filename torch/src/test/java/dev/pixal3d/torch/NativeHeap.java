// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalLong;

/** What glibc's allocator has handed out. */
final class NativeHeap {
    private NativeHeap() {}

    /** In bytes; none with another C library. */
    static OptionalLong inUse() throws Throwable {
        Optional<MemorySegment> function = Linker.nativeLinker().defaultLookup().find("mallinfo2");
        if (function.isEmpty()) return OptionalLong.empty();
        var info = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG));
        var call = Linker.nativeLinker().downcallHandle(function.get(), FunctionDescriptor.of(info));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = (MemorySegment) call.invokeExact((SegmentAllocator) arena);
            int mapped = 4;
            int used = 7;
            return OptionalLong.of(result.getAtIndex(ValueLayout.JAVA_LONG, mapped)
                    + result.getAtIndex(ValueLayout.JAVA_LONG, used));
        }
    }
}
