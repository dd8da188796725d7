// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The TRIANGLES mode, version 1, of EXT_meshopt_compression, written after the bitstream description of that extension;
 * reads the INDICES mode as well.
 *
 * <p>
 * A triangle that shares an edge with one of the last fifteen takes one byte: which edge, and which vertex completes it
 * (a new one, one of the last ones, or a difference). Triangles may come back rotated, never turned over.
 */
final class MeshoptIndexCodec {
    private static final int HEADER = 0xe1, NEAR = 13, TABLE = 16;
    private static final int SEQUENCE_HEADER = 0xd1, SEQUENCE_TAIL = 4;
    /** Frequent pairs of the second and third vertex's codes; part of the stream, so that any choice can be read. */
    private static final int[] PAIRS = {0x00, 0x76, 0x87, 0x56, 0x67, 0x78, 0xa9, 0x86, 0x65, 0x89, 0x68, 0x98, 0x01,
            0x69, 0, 0};
    private static final int USABLE_PAIRS = 14;

    /** The last sixteen edges and vertices, which both sides keep alike. */
    private final int[] edgeFrom = new int[16], edgeTo = new int[16], vertices = new int[16];
    private int edges, pushed, next, last;

    private MeshoptIndexCodec() {
        Arrays.fill(edgeFrom, -1);
        Arrays.fill(edgeTo, -1);
        Arrays.fill(vertices, -1);
    }

    /** Packs little-endian indices of 2 or 4 bytes. */
    static byte[] encode(byte[] data, int size) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        int[] indices = new int[data.length / size];
        for (int i = 0; i < indices.length; i++)
            indices[i] = size == 2 ? in.getShort(2 * i) & 0xffff : in.getInt(4 * i);
        MeshoptIndexCodec state = new MeshoptIndexCodec();
        byte[] codes = new byte[indices.length / 3];
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (int t = 0; t < codes.length; t++) {
            codes[t] = (byte) state.code(indices[3 * t], indices[3 * t + 1], indices[3 * t + 2], rest);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(codes.length * 2);
        out.write(HEADER);
        out.writeBytes(codes);
        out.writeBytes(rest.toByteArray());
        for (int pair : PAIRS) out.write(pair);
        return out.toByteArray();
    }

    private int code(int i, int j, int k, ByteArrayOutputStream rest) {
        for (int edge = 0; edge < 15; edge++) {
            int from = edgeFrom[edges - 1 - edge & 15], to = edgeTo[edges - 1 - edge & 15];
            if (from == i && to == j) return edge << 4 | third(i, j, k, rest);
            if (from == j && to == k) return edge << 4 | third(j, k, i, rest);
            if (from == k && to == i) return edge << 4 | third(k, i, j, rest);
        }
        if (j == next) return free(j, k, i, rest);
        return k == next ? free(k, i, j, rest) : free(i, j, k, rest);
    }

    /** Codes the vertex that completes a known edge. */
    private int third(int a, int b, int c, ByteArrayOutputStream rest) {
        int age = age(c), code = age >= 1 && age < NEAR
                ? age
                : c == next
                        ? 0
                        : c == last - 1
                                ? 13
                                : c == last + 1
                                        ? 14
                                        : 15;
        if (code == 0) next++;
        if (code == 15) writeDifference(c, rest);
        if (code >= NEAR) last = c;
        if (code == 0 || code >= NEAR) push(c);
        push(c, b);
        push(a, c);
        return code;
    }

    private int free(int a, int b, int c, ByteArrayOutputStream rest) {
        boolean reset = a == 0 && b == 1 && c == 2 && next > 0;
        if (reset) {
            next = 0;
            Arrays.fill(vertices, -1);
        }
        int ageB = age(b), ageC = age(c);
        int codeA = a == next ? 0 : 15;
        if (codeA == 0) next++;
        int codeB = ageB >= 0 && ageB < 14 ? ageB + 1 : b == next ? 0 : 15;
        if (codeB == 0) next++;
        int codeC = ageC >= 0 && ageC < 14 ? ageC + 1 : c == next ? 0 : 15;
        if (codeC == 0) next++;
        int pair = codeB << 4 | codeC, known = -1;
        for (int i = 0; i < USABLE_PAIRS && known < 0; i++) if (PAIRS[i] == pair) known = i;
        boolean brief = codeA == 0 && known >= 0 && !reset;
        if (!brief) rest.write(pair);
        int[] corners = {a, b, c}, codes = {codeA, codeB, codeC};
        for (int i = 0; i < 3; i++) {
            if (codes[i] == 15) {
                writeDifference(corners[i], rest);
                last = corners[i];
            }
        }
        for (int i = 0; i < 3; i++) if (codes[i] == 0 || codes[i] == 15) push(corners[i]);
        push(b, a);
        push(c, b);
        push(a, c);
        return brief ? 0xf0 | known : codeA == 0 ? 0xfe : 0xff;
    }

    private void writeDifference(int index, ByteArrayOutputStream rest) {
        int d = index - last;
        for (int v = d << 1 ^ d >> 31;; v >>>= 7) {
            rest.write(v & 127 | ((v & ~127) != 0 ? 128 : 0));
            if ((v & ~127) == 0) return;
        }
    }

    /**
     * Unpacks indices; their range is for the caller to check.
     *
     * @throws ProblemException
     *             when the stream is of another version or does not hold that many
     */
    static byte[] decode(byte[] in, int count, int size, String where) {
        int end = in.length - TABLE, triangles = count / 3;
        if (count % 3 != 0 || size != 2 && size != 4 || end < 1L + triangles || (in[0] & 0xff) != HEADER) {
            throw damaged(where);
        }
        ByteBuffer out = ByteBuffer.allocate(count * size).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer rest = ByteBuffer.wrap(in, 1 + triangles, end - 1 - triangles);
        MeshoptIndexCodec state = new MeshoptIndexCodec();
        int[] corners = new int[3];
        try {
            for (int t = 0; t < triangles; t++) {
                state.triangle(in[1 + t] & 0xff, rest, in, corners);
                for (int v : corners) {
                    if (size == 2) out.putShort((short) v);
                    else out.putInt(v);
                }
            }
        } catch (java.nio.BufferUnderflowException e) {
            throw damaged(where);
        }
        if (rest.hasRemaining()) throw damaged(where);
        return out.array();
    }

    /**
     * Unpacks the INDICES mode: each index is a difference to the last of one of two sequences.
     *
     * @throws ProblemException
     *             when the stream is of another version or does not hold that many
     */
    static byte[] decodeSequence(byte[] in, int count, int size, String where) {
        int end = in.length - SEQUENCE_TAIL;
        if (size != 2 && size != 4 || end < 1 || (in[0] & 0xff) != SEQUENCE_HEADER) throw damaged(where);
        ByteBuffer out = ByteBuffer.allocate(count * size).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer rest = ByteBuffer.wrap(in, 1, end - 1);
        int[] last = new int[2];
        try {
            for (int i = 0; i < count; i++) {
                int v = number(rest), d = v >>> 1;
                int index = last[v & 1] += d >>> 1 ^ -(d & 1);
                if (size == 2) out.putShort((short) index);
                else out.putInt(index);
            }
        } catch (java.nio.BufferUnderflowException e) {
            throw damaged(where);
        }
        if (rest.hasRemaining()) throw damaged(where);
        return out.array();
    }

    private void triangle(int code, ByteBuffer rest, byte[] in, int[] corners) {
        if (code < 0xf0) {
            int edge = edges - 1 - (code >> 4) & 15, a = edgeFrom[edge], b = edgeTo[edge], third = code & 15;
            int c = third == 0
                    ? next++
                    : third < NEAR
                            ? vertices[pushed - 1 - third & 15]
                            : third == 13
                                    ? last - 1
                                    : third == 14 ? last + 1 : readDifference(rest);
            if (third >= NEAR) last = c;
            if (third == 0 || third >= NEAR) push(c);
            push(c, b);
            push(a, c);
            corners[0] = a;
            corners[1] = b;
            corners[2] = c;
            return;
        }
        boolean brief = code < 0xfe;
        int pair = brief ? in[in.length - TABLE + (code & 15)] & 0xff : rest.get() & 0xff;
        if (!brief && pair == 0) next = 0;
        int[] codes = {code == 0xff ? 15 : 0, pair >> 4, pair & 15};
        for (int i = 0; i < 3; i++) corners[i] = codes[i] == 0 ? next++ : vertices[pushed - codes[i] & 15];
        for (int i = 0; i < 3; i++) if (codes[i] == 15) last = corners[i] = readDifference(rest);
        for (int i = 0; i < 3; i++) if (codes[i] == 0 || codes[i] == 15) push(corners[i]);
        push(corners[1], corners[0]);
        push(corners[2], corners[1]);
        push(corners[0], corners[2]);
    }

    private int readDifference(ByteBuffer rest) {
        int v = number(rest);
        return last + (v >>> 1 ^ -(v & 1));
    }

    /** Seven bits a byte, the lowest first. */
    private static int number(ByteBuffer rest) {
        int v = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int b = rest.get();
            v |= (b & 127) << shift;
            if (b >= 0) break;
        }
        return v;
    }

    private int age(int vertex) {
        for (int i = 0; i < 16; i++) if (vertices[pushed - 1 - i & 15] == vertex) return i;
        return -1;
    }

    private void push(int vertex) { vertices[pushed++ & 15] = vertex; }

    private void push(int from, int to) {
        edgeFrom[edges & 15] = from;
        edgeTo[edges++ & 15] = to;
    }

    private static ProblemException damaged(String where) {
        return Problem.unusable(
                ("%s: the compressed indices are damaged or of another version (allowed version 1). Export the file "
                        + "again.")
                        .formatted(where))
                .exception();
    }
}
