// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the entries of a zip archive lie, for archives whose entries are stored without compression as PyTorch writes
 * them: each is a range of the mapped file. Reads the central directory, with the 64-bit extension; any offset or
 * length that leaves the file is refused. (java.util.zip can unpack entries but does not tell where they are.)
 */
record ZipIndex(String where, long bytes, Map<String, MemorySegment> entries) {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long FULL = 0xFFFFFFFFL;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 65535;

    static ZipIndex map(Path path, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return of(path.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        }
    }

    static ZipIndex of(String where, MemorySegment file) {
        try {
            return new ZipIndex(where, file.byteSize(), directory(where, file));
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new TorchException(where + ": the zip directory points outside of the file (" + e.getMessage()
                    + "). The file is truncated or damaged: download it again.", e);
        }
    }

    MemorySegment entry(String name) {
        MemorySegment entry = entries.get(name);
        if (entry == null) throw new TorchException(where + ": has no entry \"" + name + "\". Download it again.");
        return entry;
    }

    private static Map<String, MemorySegment> directory(String where, MemorySegment file) {
        long end = findEnd(where, file);
        long count = file.get(U16, end + 10) & 0xFFFF;
        long at = file.get(U32, end + 16) & FULL;
        if (end >= 20 && file.get(U32, end - 20) == 0x07064b50) {
            long wide = file.get(U64, end - 12);
            count = file.get(U64, wide + 32);
            at = file.get(U64, wide + 48);
        }
        Map<String, MemorySegment> entries = new HashMap<>();
        for (long i = 0; i < count; i++) {
            if (file.get(U32, at) != 0x02014b50) {
                throw new TorchException(where + ": the zip directory is damaged. Download it again.");
            }
            int nameBytes = file.get(U16, at + 28) & 0xFFFF;
            int extraBytes = file.get(U16, at + 30) & 0xFFFF;
            String name = new String(file.asSlice(at + 46, nameBytes).toArray(ValueLayout.JAVA_BYTE),
                    StandardCharsets.UTF_8);
            if (file.get(U16, at + 10) != 0) {
                throw new TorchException(where + ": entry \"" + name + "\" is compressed, which torch.save never does. "
                        + "Use the publisher's file.");
            }
            long[] place = {file.get(U32, at + 24) & FULL, file.get(U32, at + 20) & FULL,
                    file.get(U32, at + 42) & FULL};
            widen(place, file.asSlice(at + 46 + nameBytes, extraBytes));
            long data = place[2] + 30 + (file.get(U16, place[2] + 26) & 0xFFFF)
                    + (file.get(U16, place[2] + 28) & 0xFFFF);
            entries.put(name, file.asSlice(data, place[0]));
            at += 46 + nameBytes + extraBytes + (file.get(U16, at + 32) & 0xFFFF);
        }
        return entries;
    }

    /** Replaces sizes and offset that are all ones by those of the 64-bit extra field, which lists only such values. */
    private static void widen(long[] place, MemorySegment extra) {
        for (long at = 0; at + 4 <= extra.byteSize();) {
            long size = extra.get(U16, at + 2) & 0xFFFF;
            long value = at + 4;
            if (extra.get(U16, at) == 1) {
                for (int i = 0; i < place.length; i++) {
                    if (place[i] == FULL) {
                        place[i] = extra.get(U64, value);
                        value += 8;
                    }
                }
            }
            at += 4 + size;
        }
    }

    private static long findEnd(String where, MemorySegment file) {
        long lowest = Math.max(0, file.byteSize() - END_BYTES - MAX_COMMENT);
        for (long at = file.byteSize() - END_BYTES; at >= lowest; at--) {
            if (file.get(U32, at) == 0x06054b50) return at;
        }
        throw new TorchException(where + ": has no zip directory. The file is truncated: download it again.");
    }
}
