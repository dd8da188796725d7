// SPDX-License-Identifier: MIT
package dev.pixal3d.training.views;

import static dev.pixal3d.training.views.Sample.PIXELS;

import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Samples one after the other in a file, mapped when read. Close it when no sample is wanted any more. */
public final class SampleFile implements AutoCloseable {
    /** Depths are stored in so many steps a unit. */
    private static final float STEPS = 16000;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(
            java.nio.ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(
            java.nio.ByteOrder.BIG_ENDIAN);
    private static final long BYTES = 8 + PIXELS * (4L + 1 + 2 + 2);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment data;

    public SampleFile(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size() / BYTES * BYTES, arena);
        }
    }

    public int size() { return (int) (data.byteSize() / BYTES); }

    /** Reads a sample. Thread-safe. */
    public Sample get(int index) {
        MemorySegment s = data.asSlice(index * BYTES, BYTES);
        Sample out = new Sample(Float.intBitsToFloat(s.get(INT, 0)), s.get(INT, 4), new byte[4 * PIXELS],
                new byte[PIXELS], new float[PIXELS], new float[PIXELS]);
        long at = 8;
        for (byte[] part : new byte[][]{out.picture(), out.covered()}) {
            MemorySegment.copy(s, ValueLayout.JAVA_BYTE, at, part, 0, part.length);
            at += part.length;
        }
        for (float[] part : new float[][]{out.first(), out.last()}) {
            for (int i = 0; i < PIXELS; i++, at += 2) part[i] = s.get(SHORT, at) / STEPS;
        }
        return out;
    }

    /** The source of a sample, without reading the rest. */
    public int source(int index) {
        return data.get(INT, index * BYTES + 4);
    }

    @Override
    public void close() { arena.close(); }

    /** Appends a sample. */
    static void write(Sample sample, DataOutputStream out) throws IOException {
        out.writeFloat(sample.angle());
        out.writeInt(sample.source());
        out.write(sample.picture());
        out.write(sample.covered());
        for (float[] part : new float[][]{sample.first(), sample.last()}) {
            for (float z : part) out.writeShort(Math.clamp(Math.round(z * STEPS), -32767, 32767));
        }
    }
}
