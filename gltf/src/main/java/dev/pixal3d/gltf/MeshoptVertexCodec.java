// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The ATTRIBUTES mode, version 0, of EXT_meshopt_compression, written after the bitstream description of that
 * extension.
 *
 * <p>
 * Elements come in blocks that fit the first-level cache. Within a block each byte of the element is a channel of its
 * own: differences to the byte before, zigzag, sixteen to a group, and a group takes 0, 2, 4 or 8 bits a value with
 * escapes for the few that do not fit. Plain Java keeps the natives of meshoptimizer out of the product; 120,000
 * vertices take a few milliseconds.
 */
final class MeshoptVertexCodec {
    private static final int HEADER = 0xa0, GROUP = 16, BLOCK_BYTES = 8192, MAX_BLOCK = 256, MIN_TAIL = 32;
    /** Bits a value takes in each of the four group modes. */
    private static final int[] BITS = {0, 2, 4, 8};

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
     * Unpacks elements.
     *
     * @throws ProblemException
     *             when the stream is of another version or does not hold that many elements
     */
    static byte[] decode(byte[] in, int count, int stride, String where) {
        int tail = Math.max(stride, MIN_TAIL), end = in.length - tail;
        if (end < 1 || (in[0] & 0xff) != HEADER || stride % 4 != 0) throw damaged(where);
        byte[] out = new byte[count * stride], previous = Arrays.copyOfRange(in, in.length - stride, in.length);
        int at = 1;
        for (int first = 0; first < count; first += block(stride)) {
            int size = Math.min(block(stride), count - first), groups = (size + GROUP - 1) / GROUP;
            byte[] deltas = new byte[groups * GROUP];
            for (int k = 0; k < stride; k++) {
                at = decodeChannel(in, at, end, deltas, groups, where);
                for (int i = 0; i < size; i++) {
                    int z = deltas[i] & 0xff;
                    previous[k] += (byte) (z >> 1 ^ -(z & 1));
                    out[(first + i) * stride + k] = previous[k];
                }
            }
        }
        if (at != end) throw damaged(where);
        return out;
    }

    private static int decodeChannel(byte[] in, int at, int end, byte[] deltas, int groups, String where) {
        int modes = at;
        at += (groups + 3) / 4;
        if (at > end) throw damaged(where);
        for (int g = 0; g < groups; g++) {
            int bits = BITS[in[modes + g / 4] >> g % 4 * 2 & 3], escape = (1 << bits) - 1,
                    extra = at + bits * GROUP / 8;
            if (extra > end) throw damaged(where);
            for (int i = 0; i < GROUP; i++) {
                int value = bits == 0 ? 0 : in[at + i * bits / 8] >> 8 - bits - i * bits % 8 & escape;
                if (value == escape && bits > 0 && bits < 8) {
                    if (extra >= end) throw damaged(where);
                    value = in[extra++];
                }
                deltas[g * GROUP + i] = (byte) value;
            }
            at = extra;
        }
        return at;
    }

    private static int block(int stride) { return Math.min(MAX_BLOCK, BLOCK_BYTES / stride / GROUP * GROUP); }

    private static ProblemException damaged(String where) {
        return Problem.unusable(
                "%s: the compressed vertices are damaged or of another version (allowed version 0). Export the file again."
                        .formatted(where)).exception();
    }
}
