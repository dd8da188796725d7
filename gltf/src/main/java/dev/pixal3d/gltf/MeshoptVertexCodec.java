// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The ATTRIBUTES mode of EXT_meshopt_compression, written after the bitstream description of that extension. Version 0
 * is written, which every decoder knows; version 1 of KHR_meshopt_compression is read as well.
 *
 * <p>
 * Elements come in blocks that fit the first-level cache. Within a block each byte of the element is a channel of its
 * own: differences to the byte before, zigzag, sixteen to a group, and a group takes 0, 2, 4 or 8 bits a value with
 * escapes for the few that do not fit. Plain Java keeps the natives of meshoptimizer out of the product; 120,000
 * vertices take a few milliseconds.
 */
final class MeshoptVertexCodec {
    static final int HEADER = 0xa0, GROUP = 16, MIN_TAIL = 32;
    private static final int BLOCK_BYTES = 8192, MAX_BLOCK = 256;
    /** Bits a value takes in each of the four group modes. */
    static final int[] BITS = {0, 2, 4, 8};

    private MeshoptVertexCodec() {}

    /**
     * Packs elements.
     *
     * @param stride
     *            bytes of an element, a multiple of 4 up to 256
     */
    static byte[] encode(byte[] data, int stride) {
        int count = data.length / stride;
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length / 2 + 64);
        out.write(HEADER);
        byte[] previous = Arrays.copyOf(data, stride), deltas = new byte[MAX_BLOCK];
        for (int first = 0; first < count; first += block(stride)) {
            int size = Math.min(block(stride), count - first), groups = (size + GROUP - 1) / GROUP;
            for (int k = 0; k < stride; k++) {
                Arrays.fill(deltas, (byte) 0);
                for (int i = 0; i < size; i++) {
                    byte value = data[(first + i) * stride + k];
                    int d = (byte) (value - previous[k]);
                    deltas[i] = (byte) (d << 1 ^ d >> 7);
                    previous[k] = value;
                }
                encodeChannel(deltas, groups, out);
            }
        }
        for (int i = stride; i < MIN_TAIL; i++) out.write(0);
        out.write(data, 0, stride);
        return out.toByteArray();
    }

    private static void encodeChannel(byte[] deltas, int groups, ByteArrayOutputStream out) {
        byte[] modes = new byte[(groups + 3) / 4];
        for (int g = 0; g < groups; g++) modes[g / 4] |= (byte) (mode(deltas, g * GROUP) << g % 4 * 2);
        out.writeBytes(modes);
        for (int g = 0; g < groups; g++) {
            int bits = BITS[modes[g / 4] >> g % 4 * 2 & 3], escape = (1 << bits) - 1;
            if (bits == 8) out.write(deltas, g * GROUP, GROUP);
            if (bits == 0 || bits == 8) continue;
            for (int i = 0; i < GROUP; i += 8 / bits) {
                int packed = 0;
                for (int j = 0; j < 8 / bits; j++) {
                    packed = packed << bits | Math.min(deltas[g * GROUP + i + j] & 0xff, escape);
                }
                out.write(packed);
            }
            for (int i = 0; i < GROUP; i++) {
                if ((deltas[g * GROUP + i] & 0xff) >= escape) out.write(deltas[g * GROUP + i]);
            }
        }
    }

    /** The mode that needs the fewest bytes. */
    private static int mode(byte[] deltas, int at) {
        int beyond2 = 0, beyond4 = 0, any = 0;
        for (int i = at; i < at + GROUP; i++) {
            int v = deltas[i] & 0xff;
            any |= v;
            if (v >= 3) beyond2++;
            if (v >= 15) beyond4++;
        }
        if (any == 0) return 0;
        int two = 4 + beyond2, four = 8 + beyond4;
        if (Math.min(two, four) >= GROUP) return 3;
        return two <= four ? 1 : 2;
    }

    /**
     * Unpacks elements of version 0 or 1.
     *
     * @throws ProblemException
     *             when the stream is of another version or does not hold that many elements
     */
    static byte[] decode(byte[] in, int count, int stride, String where) {
        return new MeshoptVertexDecoder(in, stride, where).run(count);
    }

    static int block(int stride) { return Math.min(MAX_BLOCK, BLOCK_BYTES / stride / GROUP * GROUP); }
}
