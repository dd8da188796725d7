// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Counts how often files below a folder are opened, by any process: Linux' inotify tells. It merges equal events that
 * follow each other, so closing is listened to as well; a file that is opened twice before it is closed counts once.
 */
final class OpenedFiles implements AutoCloseable {
    private static final int NOT_BLOCKING = 0x800;
    private static final int OPENED = 0x20;
    private static final int CLOSED_UNWRITTEN = 0x10;
    private static final int FOLDER = 0x4000_0000;
    private static final int LOST = 0x4000;
    private static final int MASK_AT = 4;
    private static final int NAME_LENGTH_AT = 12;
    private static final int HEAD = 16;
    private static final int BUFFER = 1 << 20;

    private final Arena arena = Arena.ofConfined();
    private final MethodHandle read = function("read", FunctionDescriptor.of(ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private final MethodHandle close = function("close",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MemorySegment events = arena.allocate(BUFFER, Long.BYTES);
    private final int queue;

    /** From now on. Links are followed; whoever opens a file by another path is counted too. */
    OpenedFiles(Path folder) throws IOException {
        MethodHandle begin = function("inotify_init1",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MethodHandle watch = function("inotify_add_watch", FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        List<Path> folders;
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            folders = all.filter(Files::isRegularFile).map(OpenedFiles::home).distinct().toList();
        }
        try {
            queue = (int) begin.invokeExact(NOT_BLOCKING);
            for (Path each : folders) {
                MemorySegment path = arena.allocateFrom(each.toString());
                if ((int) watch.invokeExact(queue, path, OPENED | CLOSED_UNWRITTEN) < 0) {
                    throw new IOException(each + ": cannot be watched");
                }
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path home(Path file) {
        try {
            return file.toRealPath().resolveSibling("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor form) {
        return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), form);
    }

    /** How many were opened since the last call. */
    int count() {
        int opened = 0;
        try {
            for (long length; (length = (long) read.invokeExact(queue, events, (long) BUFFER)) > 0;) {
                for (long at = 0; at < length;) {
                    int mask = events.get(ValueLayout.JAVA_INT, at + MASK_AT);
                    if ((mask & LOST) != 0) throw new IllegalStateException("inotify: events were lost");
                    if ((mask & (OPENED | FOLDER)) == OPENED) opened++;
                    at += HEAD + events.get(ValueLayout.JAVA_INT, at + NAME_LENGTH_AT);
                }
            }
            return opened;
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            int _ = (int) close.invokeExact(queue);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            arena.close();
        }
    }
}
