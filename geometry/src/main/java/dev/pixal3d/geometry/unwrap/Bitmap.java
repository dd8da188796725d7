// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

/** A rectangle of bits, 64 to a word, each row on its own words; bit x of a row is texel x. */
final class Bitmap {
    final int width;
    final int height;
    /** Words per row. */
    final int stride;
    final long[] words;

    Bitmap(int width, int height) {
        this.width = width;
        this.height = height;
        this.stride = (width + 63) >>> 6;
        this.words = new long[Math.multiplyExact(stride, height)];
    }

    boolean get(int x, int y) { return (words[y * stride + (x >>> 6)] >>> x & 1) != 0; }

    void set(int x, int y) { words[y * stride + (x >>> 6)] |= 1L << x; }

    /** Sets texels x0 to x1, both included. */
    void setRun(int x0, int x1, int y) {
        int first = x0 >>> 6, last = x1 >>> 6, row = y * stride;
        long left = -1L << x0, right = -1L >>> (63 - (x1 & 63));
        if (first == last) {
            words[row + first] |= left & right;
            return;
        }
        words[row + first] |= left;
        for (int i = first + 1; i < last; i++) words[row + i] = -1L;
        words[row + last] |= right;
    }

    /** The first texel of a row from x on that is set (or, with {@code set} false, clear); width when there is none. */
    int next(int x, int y, boolean set) {
        int row = y * stride;
        while (x < width) {
            long word = words[row + (x >>> 6)];
            if (!set) word = ~word;
            word &= -1L << x;
            if (word != 0) return Math.min(width, (x & ~63) + Long.numberOfTrailingZeros(word));
            x = (x & ~63) + 64;
        }
        return width;
    }

    /** Grows the set texels by a square of {@code radius} texels on each side; stays inside the rectangle. */
    Bitmap dilate(int radius) {
        Bitmap wide = new Bitmap(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = next(0, y, true); x < width;) {
                int end = next(x, y, false);
                wide.setRun(Math.max(0, x - radius), Math.min(width - 1, end - 1 + radius), y);
                x = next(end, y, true);
            }
        }
        Bitmap out = new Bitmap(width, height);
        for (int y = 0; y < height; y++) {
            for (int from = Math.max(0, y - radius), r = from; r <= Math.min(height - 1, y + radius); r++) {
                for (int i = 0; i < stride; i++) out.words[y * stride + i] |= wide.words[r * stride + i];
            }
        }
        return out;
    }

    /** Turned by 90 degrees: texel (x, y) moves to (height - 1 - y, x). */
    @SuppressWarnings("ArgumentSelectionDefectChecker")
    Bitmap quarterTurn() {
        Bitmap out = new Bitmap(height, width);
        long[] block = new long[64];
        for (int column = 0; column < stride; column++) {
            for (int target = 0; target < out.stride; target++) {
                long any = 0;
                for (int i = 0; i < 64; i++) {
                    int y = height - 1 - (target << 6) - i;
                    block[i] = y < 0 ? 0 : words[y * stride + column];
                    any |= block[i];
                }
                if (any == 0) continue;
                transpose(block);
                for (int i = 0; i < Math.min(64, width - (column << 6)); i++) {
                    out.words[((column << 6) + i) * out.stride + target] = block[i];
                }
            }
        }
        return out;
    }

    /**
     * Mirrors 64 rows of 64 bits at the diagonal, halves, quarters and so on at a time (Warren, "Hacker's Delight",
     * 7-3).
     */
    private static void transpose(long[] rows) {
        long mask = 0xffffffffL;
        for (int step = 32; step > 0; step >>= 1, mask ^= mask << step) {
            for (int i = 0; i < 64; i = (i | step) + 1 & ~step) {
                long swapped = (rows[i] >>> step ^ rows[i | step]) & mask;
                rows[i | step] ^= swapped;
                rows[i] ^= swapped << step;
            }
        }
    }

    /** One texel for each square of {@code cell} texels; set when any of them is. */
    Bitmap coarsen(int cell) {
        if (cell == 1) return this;
        Bitmap out = new Bitmap((width + cell - 1) / cell, (height + cell - 1) / cell);
        for (int y = 0; y < height; y++) {
            for (int x = next(0, y, true); x < width;) {
                int end = next(x, y, false);
                out.setRun(x / cell, (end - 1) / cell, y / cell);
                x = next(end, y, true);
            }
        }
        return out;
    }
}
