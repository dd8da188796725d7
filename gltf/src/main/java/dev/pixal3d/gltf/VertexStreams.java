// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns arrays of floats into what the accessors of a file store, plain or quantised (KHR_mesh_quantization). */
final class VertexStreams {
    private static final double[] NONE = {};

    private VertexStreams() {}

    /** Triangle indices, 16-bit where they fit. 65535 itself is reserved as the restart value. */
    static VertexStream indices(int[] triangles, int vertexCount) {
        boolean small = vertexCount <= 65535;
        ByteBuffer out = buffer(triangles.length * (small ? 2 : 4));
        for (int i : triangles) {
            if (small) out.putShort((short) i);
            else out.putInt(i);
        }
        return new VertexStream(out.array(), "SCALAR", small ? VertexStream.UNSIGNED_SHORT : VertexStream.UNSIGNED_INT,
                false, small ? 2 : 4, NONE, NONE);
    }

    /** 32-bit floats; with bounds for positions. */
    static VertexStream floats(float[] values, int width, boolean bounds) {
        ByteBuffer out = buffer(values.length * 4);
        for (float v : values) out.putFloat(v);
        double[] min = NONE, max = NONE;
        if (bounds) {
            Bounds box = Bounds.of(values, width);
            min = widen(box.low());
            max = widen(box.high());
        }
        return new VertexStream(out.array(), vec(width), VertexStream.FLOAT, false, width * 4, min, max);
    }

    /** Values in [low, low + extent] as normalised 16-bit numbers, padded to whole words; with bounds for positions. */
    static VertexStream unsignedShorts(float[] values, int width, float[] low, float extent, boolean bounds) {
        int stride = (width * 2 + 3) / 4 * 4, count = values.length / width;
        ByteBuffer out = buffer(count * stride);
        int[] min = new int[width], max = new int[width];
        java.util.Arrays.fill(min, 65535);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < width; k++) {
                double unit = ((double) values[i * width + k] - low[k]) / extent;
                int q = Math.clamp(Math.round(unit * 65535), 0, 65535);
                out.putShort(i * stride + 2 * k, (short) q);
                min[k] = Math.min(min[k], q);
                max[k] = Math.max(max[k], q);
            }
        }
        return new VertexStream(out.array(), vec(width), VertexStream.UNSIGNED_SHORT, true, stride,
                bounds ? widen(min) : NONE, bounds ? widen(max) : NONE);
    }

    /** Numbers in [-1, 1] as normalised 8-bit numbers, padded to four bytes. */
    static VertexStream signedBytes(float[] values, int width) {
        int count = values.length / width;
        byte[] out = new byte[count * 4];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < width; k++) {
                out[i * 4 + k] = (byte) Math.clamp(Math.round(values[i * width + k] * 127), -127, 127);
            }
        }
        return new VertexStream(out, vec(width), VertexStream.BYTE, true, 4, NONE, NONE);
    }

    /**
     * Unit directions on an octahedron whose coordinates have 8 bits. Of the four points around the exact one the one
     * is taken that decodes nearest to it: at most 0.7 degrees off.
     */
    static VertexStream octahedral(float[] values, int width) {
        int count = values.length / width;
        byte[] out = new byte[4 * count], tried = new byte[4];
        for (int i = 0; i < count; i++) {
            float x = values[width * i], y = values[width * i + 1], z = values[width * i + 2];
            float sum = Math.abs(x) + Math.abs(y) + Math.abs(z), u = 127 * x / sum, v = 127 * y / sum;
            if (z < 0) {
                float fold = u;
                u = (127 - Math.abs(v)) * (fold >= 0 ? 1 : -1);
                v = (127 - Math.abs(fold)) * (v >= 0 ? 1 : -1);
            }
            double best = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < 4; k++) {
                byte p = (byte) Math.clamp((int) Math.floor(u) + (k & 1), -127, 127);
                byte q = (byte) Math.clamp((int) Math.floor(v) + (k >> 1), -127, 127);
                tried[0] = p;
                tried[1] = q;
                tried[2] = 127;
                MeshoptFilter.OCTAHEDRAL.undo(tried, 4);
                double length = Math.sqrt(tried[0] * tried[0] + tried[1] * tried[1] + tried[2] * tried[2]);
                double along = (x * tried[0] + y * tried[1] + z * tried[2]) / length;
                if (along <= best) continue;
                best = along;
                out[4 * i] = p;
                out[4 * i + 1] = q;
            }
            out[4 * i + 2] = 127;
            if (width == 4) out[4 * i + 3] = (byte) (values[4 * i + 3] < 0 ? -127 : 127);
        }
        return new VertexStream(out, vec(width), VertexStream.BYTE, true, 4, NONE, NONE, MeshoptFilter.OCTAHEDRAL);
    }

    /** Floats that are multiples of 2^-bits, within 2^23 of them. */
    static VertexStream multiples(float[] values, int width, int bits) {
        ByteBuffer out = buffer(values.length * 4);
        for (float v : values) {
            long m = Math.clamp(Math.round(Math.scalb((double) v, bits)), -(1 << 23), (1 << 23) - 1);
            out.putInt((int) m & 0xffffff | -bits << 24);
        }
        return new VertexStream(out.array(), vec(width), VertexStream.FLOAT, false, width * 4, NONE, NONE,
                MeshoptFilter.EXPONENTIAL);
    }

    private static ByteBuffer buffer(int bytes) { return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN); }

    private static String vec(int width) { return width == 1 ? "SCALAR" : "VEC" + width; }

    private static double[] widen(float[] v) {
        double[] d = new double[v.length];
        for (int i = 0; i < d.length; i++) d[i] = v[i];
        return d;
    }

    private static double[] widen(int[] v) {
        double[] d = new double[v.length];
        for (int i = 0; i < d.length; i++) d[i] = v[i];
        return d;
    }
}
