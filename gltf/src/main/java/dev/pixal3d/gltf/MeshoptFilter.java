// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is undone after a view is unpacked, as EXT_meshopt_compression and KHR_meshopt_compression describe it: elements
 * that were turned into something that packs better.
 */
enum MeshoptFilter {
    NONE {
        @Override
        boolean fits(int stride) { return true; }

        @Override
        void element(ByteBuffer data, int at, int stride) {}
    },
    /** Directions as two coordinates of an octahedron in three components; the fourth is kept. */
    OCTAHEDRAL {
        @Override
        boolean fits(int stride) { return stride == 4 || stride == 8; }

        @Override
        void element(ByteBuffer data, int at, int stride) {
            int size = stride / 4, most = size == 1 ? 127 : 32767;
            float x = signed(data, at, size), y = signed(data, at + size, size);
            float z = signed(data, at + 2 * size, size) - Math.abs(x) - Math.abs(y), fold = Math.min(z, 0);
            x += x >= 0 ? fold : -fold;
            y += y >= 0 ? fold : -fold;
            float scale = most / (float) Math.sqrt(x * x + y * y + z * z);
            put(data, at, size, rounded(x * scale));
            put(data, at + size, size, rounded(y * scale));
            put(data, at + 2 * size, size, rounded(z * scale));
        }
    },
    /** Unit quaternions as three components; which one is left out, and their scale, is in the fourth. */
    QUATERNION {
        @Override
        boolean fits(int stride) { return stride == 8; }

        @Override
        void element(ByteBuffer data, int at, int stride) {
            int last = data.getShort(at + 6), missing = last & 3;
            float scale = 1 / ((last | 3) * (float) Math.sqrt(2));
            float x = data.getShort(at) * scale, y = data.getShort(at + 2) * scale, z = data.getShort(at + 4) * scale;
            float w = (float) Math.sqrt(Math.max(0, 1 - x * x - y * y - z * z));
            float[] parts = {w, x, y, z};
            for (int i = 0; i < 4; i++) put(data, at + 2 * (missing + i & 3), 2, rounded(32767 * parts[i]));
        }
    },
    /** Floats as a power of two in the upper byte and a multiple of it in the others. */
    EXPONENTIAL {
        @Override
        boolean fits(int stride) { return stride % 4 == 0; }

        @Override
        void element(ByteBuffer data, int at, int stride) {
            for (int i = at; i < at + stride; i += 4) {
                int v = data.getInt(i);
                data.putFloat(i, (float) Math.scalb((double) (v << 8 >> 8), v >> 24));
            }
        }
    },
    /** Colours as brightness and two differences; the highest bit of alpha is their scale. */
    COLOR {
        @Override
        boolean fits(int stride) { return stride == 4 || stride == 8; }

        @Override
        void element(ByteBuffer data, int at, int stride) {
            int size = stride / 4, most = size == 1 ? 255 : 65535;
            int y = signed(data, at, size) & most, co = signed(data, at + size, size);
            int cg = signed(data, at + 2 * size, size), a = signed(data, at + 3 * size, size) & most;
            int mask = Math.max(1, 2 * Integer.highestOneBit(a) - 1);
            float scale = (float) most / mask;
            put(data, at, size, (int) ((y + co - cg) * scale + 0.5f));
            put(data, at + size, size, (int) ((y + cg) * scale + 0.5f));
            put(data, at + 2 * size, size, (int) ((y - co - cg) * scale + 0.5f));
            put(data, at + 3 * size, size, (int) ((a << 1 & mask | a & 1) * scale + 0.5f));
        }
    };

    /** Whether elements may have so many bytes. */
    abstract boolean fits(int stride);

    abstract void element(ByteBuffer data, int at, int stride);

    /** Undoes the filter in place. */
    void undo(byte[] elements, int stride) {
        ByteBuffer data = ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < elements.length; at += stride) element(data, at, stride);
    }

    private static int signed(ByteBuffer data, int at, int size) {
        return size == 1 ? data.get(at) : data.getShort(at);
    }

    private static void put(ByteBuffer data, int at, int size, int value) {
        if (size == 1) data.put(at, (byte) value);
        else data.putShort(at, (short) value);
    }

    private static int rounded(float v) { return (int) (v + (v >= 0 ? 0.5f : -0.5f)); }
}
