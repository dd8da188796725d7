// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.Problem;
import java.util.Arrays;

/**
 * Unpacks the ATTRIBUTES mode of EXT_meshopt_compression (version 0) and KHR_meshopt_compression (version 1).
 *
 * <p>
 * Version 1 adds to what {@link MeshoptVertexCodec} describes: two control bits for each byte of the element choose
 * between two sets of group sizes, nothing at all, and plain bytes; and each four bytes of the element are differences
 * of bytes, of 16-bit numbers, or 32 bits combined by exclusive or after a rotation.
 */
final class MeshoptVertexDecoder {
    private static final int GROUP = MeshoptVertexCodec.GROUP, MIN_TAIL_1 = 24;
    private static final int[] NARROW = {0, 1, 2, 4}, WIDE = {1, 2, 4, 8};
    private static final int ZERO = 2, PLAIN = 3;

    private final byte[] in;
    private final int stride, version, end;
    private final String where;
    /** How four bytes of the element hang together; of version 1. */
    private final byte[] channels;
    private final byte[] previous;
    private int at = 1;

    MeshoptVertexDecoder(byte[] in, int stride, String where) {
        this.in = in;
        this.stride = stride;
        this.where = where;
        version = in.length == 0 ? -1 : (in[0] & 0xff) - MeshoptVertexCodec.HEADER;
        if (version < 0 || version > 1 || stride % 4 != 0) throw damaged();
        int own = stride + version * stride / 4;
        end = in.length - Math.max(own, version == 0 ? MeshoptVertexCodec.MIN_TAIL : MIN_TAIL_1);
        if (end < 1) throw damaged();
        previous = Arrays.copyOfRange(in, in.length - own, in.length - own + stride);
        channels = version == 0 ? new byte[stride / 4] : Arrays.copyOfRange(in, in.length - stride / 4, in.length);
    }

    byte[] run(int count) {
        byte[] out = new byte[count * stride];
        int most = MeshoptVertexCodec.block(stride);
        byte[][] bytes = new byte[4][most + GROUP];
        for (int first = 0; first < count; first += most) {
            int size = Math.min(most, count - first), control = at;
            if (version == 1) skip(stride / 4);
            for (int k = 0; k < stride; k += 4) {
                int ways = version == 0 ? 0 : in[control + k / 4];
                for (int j = 0; j < 4; j++) channel(bytes[j], size, ways >> 2 * j & 3);
                combine(bytes, size, k, out, first * stride);
            }
        }
        if (at != end) throw damaged();
        return out;
    }

    private void channel(byte[] to, int size, int way) {
        if (version == 1 && way == ZERO) {
            Arrays.fill(to, 0, size, (byte) 0);
        } else if (version == 1 && way == PLAIN) {
            System.arraycopy(in, skip(size), to, 0, size);
        } else {
            groups(to, (size + GROUP - 1) / GROUP, version == 0 ? MeshoptVertexCodec.BITS : way == 0 ? NARROW : WIDE);
        }
    }

    private void groups(byte[] to, int groups, int[] sizes) {
        int modes = skip((groups + 3) / 4);
        for (int g = 0; g < groups; g++) {
            int bits = sizes[in[modes + g / 4] >> g % 4 * 2 & 3], escape = (1 << bits) - 1, from = skip(2 * bits);
            for (int i = 0; i < GROUP; i++) {
                int value = bits == 0 ? 0 : in[from + i * bits / 8] >> shift(bits, i) & escape;
                if (value == escape && bits > 0 && bits < 8) value = in[skip(1)];
                to[g * GROUP + i] = (byte) value;
            }
        }
    }

    /** Where in its byte a value stands; single bits begin at the lowest, all others at the highest. */
    private static int shift(int bits, int i) {
        return bits == 1 ? i % 8 : 8 - bits - i * bits % 8;
    }

    private void combine(byte[][] bytes, int size, int k, byte[] out, int to) {
        int kind = channels[k / 4] & 3, turn = (channels[k / 4] & 0xff) >> 4;
        switch (kind) {
            case 0 -> {
                for (int j = 0; j < 4; j++) {
                    for (int i = 0; i < size; i++) {
                        int z = bytes[j][i] & 0xff;
                        previous[k + j] += (byte) (z >> 1 ^ -(z & 1));
                        out[to + i * stride + k + j] = previous[k + j];
                    }
                }
            }
            case 1 -> {
                for (int j = 0; j < 4; j += 2) {
                    int last = previous[k + j] & 0xff | previous[k + j + 1] << 8;
                    for (int i = 0; i < size; i++) {
                        int z = bytes[j][i] & 0xff | (bytes[j + 1][i] & 0xff) << 8;
                        last += z >> 1 ^ -(z & 1);
                        out[to + i * stride + k + j] = previous[k + j] = (byte) last;
                        out[to + i * stride + k + j + 1] = previous[k + j + 1] = (byte) (last >> 8);
                    }
                }
            }
            case 2 -> {
                for (int i = 0; i < size; i++) {
                    int v = 0;
                    for (int j = 0; j < 4; j++) v |= (bytes[j][i] & 0xff) << 8 * j;
                    v = Integer.rotateRight(v, turn);
                    for (int j = 0; j < 4; j++) {
                        previous[k + j] ^= (byte) (v >> 8 * j);
                        out[to + i * stride + k + j] = previous[k + j];
                    }
                }
            }
            default -> throw damaged();
        }
    }

    /** Steps over bytes that are there and returns where they begin. */
    private int skip(int bytes) {
        if (bytes > end - at) throw damaged();
        int from = at;
        at += bytes;
        return from;
    }

    private ProblemException damaged() {
        return Problem.unusable(
                ("%s: the compressed vertices are damaged or of another version (allowed versions 0 and 1). Export "
                        + "the file again.")
                        .formatted(where))
                .exception();
    }
}
