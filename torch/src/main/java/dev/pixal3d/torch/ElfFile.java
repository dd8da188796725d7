// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a shared library for Linux (System V ABI, "Object Files"). The linker maps what the head promises without
 * looking at the file's length, and a library that was cut off ends the process: so it is looked at before.
 *
 * @param machine
 *            kind of processor, as the format numbers it
 * @param end
 *            bytes that the file must have
 */
record ElfFile(int machine, long end) {
    private static final int HEAD = 64;
    private static final int SEGMENT = 56;
    private static final int ELF64 = 0x7f454c46;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "x86_64", 62, "aarch64", 183);

    /** The number of this machine's kind; -1: not known. */
    static int machineHere() {
        return MACHINES.getOrDefault(System.getProperty("os.arch"), -1);
    }

    /** None where the file is no 64-bit little-endian library. */
    static Optional<ElfFile> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = part(channel, 0, HEAD);
            if (head.limit() < HEAD || Integer.reverseBytes(head.getInt(0)) != ELF64 || head.get(4) != CLASS_64
                    || head.get(5) != LITTLE_ENDIAN) {
                return Optional.empty();
            }
            long segments = head.getLong(32);
            long sections = head.getLong(40);
            int count = Short.toUnsignedInt(head.getShort(56));
            long end = Math.max(sum(segments, (long) count * SEGMENT), sum(sections,
                    (long) Short.toUnsignedInt(head.getShort(58)) * Short.toUnsignedInt(head.getShort(60))));
            ByteBuffer table = part(channel, segments, count * SEGMENT);
            for (int at = 0; at + SEGMENT <= table.limit(); at += SEGMENT) {
                end = Math.max(end, sum(table.getLong(at + 8), table.getLong(at + 32)));
            }
            return Optional.of(new ElfFile(Short.toUnsignedInt(head.getShort(18)), end));
        }
    }

    /** Of two unsigned numbers; more than any file has where they are out of range. */
    private static long sum(long a, long b) {
        return a < 0 || b < 0 || a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    private static ByteBuffer part(FileChannel channel, long from, int bytes) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (part.hasRemaining() && from >= 0 && channel.read(part, from + part.position()) > 0) {}
        return part.flip();
    }
}
