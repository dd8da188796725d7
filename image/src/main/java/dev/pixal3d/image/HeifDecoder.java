// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/**
 * HEIC, as telephones take it, and AVIF, by the system's libheif: the file's main picture, turned and mirrored as the
 * file says, in 8 bits. Native memory is freed before a method returns; a file that makes the library crash ends the
 * process, as with any native decoder.
 */
final class HeifDecoder {
    /** Bytes for a pixel that the library and this class hold at once: planes of the codec, and the picture. */
    private static final int BYTES = 12;
    private static final int RGB = 1;
    private static final int INTERLEAVED_RGBA = 11;
    private static final int INTERLEAVED = 10;
    /** In heif_decoding_options, after two bytes, three functions and their data. */
    private static final long TO_8_BIT = 40;

    private HeifDecoder() {}

    static ImageHeader header(ImageFormat format, byte[] file) {
        try (Open open = new Open(LibHeif.require(format), file, ImageLimits.DEFAULT)) {
            return new ImageHeader(format, open.width, open.height, 1, 1);
        }
    }

    static RgbaImage decode(ImageFormat format, byte[] file, ImageLimits limits) {
        try (Open open = new Open(LibHeif.require(format), file, limits)) {
            limits.checkSize(open.width, open.height);
            limits.checkUnpacked(open.width, open.height, format + "s", BYTES);
            return ColorProfile.toSrgb(open.pixels(limits.factor(open.width, open.height)), open.profile());
        }
    }

    /** A file while the library has it. */
    private static final class Open implements AutoCloseable {
        private static final AddressLayout POINTER = ValueLayout.ADDRESS;

        private final Arena arena = Arena.ofConfined();
        private final LibHeif lib;
        private final MemorySegment context;
        private MemorySegment handle = MemorySegment.NULL;
        private int width;
        private int height;

        Open(LibHeif lib, byte[] file, ImageLimits limits) {
            this.lib = lib;
            this.context = call(() -> (MemorySegment) lib.contextAlloc.invokeExact());
            try {
                this.handle = call(() -> primary(file, limits));
                this.width = call(() -> (int) lib.handleWidth.invokeExact(handle));
                this.height = call(() -> (int) lib.handleHeight.invokeExact(handle));
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        private MemorySegment primary(byte[] file, ImageLimits limits) throws Throwable {
            lib.limitSide.invokeExact(context, limits.side());
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, file);
            LibHeif.check((MemorySegment) lib.read.invokeExact((SegmentAllocator) arena, context, bytes,
                    (long) file.length, MemorySegment.NULL));
            MemorySegment out = arena.allocate(POINTER);
            LibHeif.check((MemorySegment) lib.primary.invokeExact((SegmentAllocator) arena, context, out));
            return out.get(POINTER, 0);
        }

        RgbaImage pixels(int factor) {
            return call(() -> {
                MemorySegment image = decoded();
                try {
                    MemorySegment stride = arena.allocate(ValueLayout.JAVA_INT);
                    MemorySegment plane = (MemorySegment) lib.plane.invokeExact(image, INTERLEAVED, stride);
                    return copy(plane, stride.get(ValueLayout.JAVA_INT, 0), factor);
                } finally {
                    lib.imageRelease.invokeExact(image);
                }
            });
        }

        private MemorySegment decoded() throws Throwable {
            MemorySegment options = (MemorySegment) lib.optionsAlloc.invokeExact();
            try {
                options.reinterpret(TO_8_BIT + 1).set(ValueLayout.JAVA_BYTE, TO_8_BIT, (byte) 1);
                MemorySegment out = arena.allocate(POINTER);
                LibHeif.check((MemorySegment) lib.decode.invokeExact((SegmentAllocator) arena, handle, out, RGB,
                        INTERLEAVED_RGBA, options));
                return out.get(POINTER, 0);
            } finally {
                lib.optionsFree.invokeExact(options);
            }
        }

        private RgbaImage copy(MemorySegment plane, long stride, int factor) {
            if (plane.equals(MemorySegment.NULL)) throw Bytes.damaged("a picture without pixels");
            MemorySegment rows = plane.reinterpret(stride * (height - 1) + 4L * width);
            PixelSink sink = PixelSink.of(width, height, factor);
            byte[] row = new byte[4 * width];
            byte[] pixel = new byte[4];
            for (int y = 0; y < height; y++) {
                MemorySegment.copy(rows, ValueLayout.JAVA_BYTE, y * stride, row, 0, row.length);
                for (int x = 0; x < width; x++) {
                    System.arraycopy(row, 4 * x, pixel, 0, 4);
                    sink.put(x, y, pixel);
                }
            }
            return sink.image();
        }

        /** The colour profile; empty when there is none or it is too long to be one. */
        byte[] profile() {
            return call(() -> {
                long size = (long) lib.profileSize.invokeExact(handle);
                if (size < 1 || size > ColorProfile.MAX_BYTES) return new byte[0];
                MemorySegment bytes = arena.allocate(size);
                LibHeif.check((MemorySegment) lib.profile.invokeExact((SegmentAllocator) arena, handle, bytes));
                return bytes.toArray(ValueLayout.JAVA_BYTE);
            });
        }

        @Override
        public void close() {
            try (arena) {
                call(() -> {
                    if (!handle.equals(MemorySegment.NULL)) lib.handleRelease.invokeExact(handle);
                    lib.contextFree.invokeExact(context);
                    return true;
                });
            }
        }
    }

    /** Something that goes through a method handle. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws Throwable;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("libheif cannot be called", e);
        }
    }
}
