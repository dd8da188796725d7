// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import java.util.Arrays;

/**
 * A strip of fixed width and open height that knows which cells are taken, and finds the first free place for a mask
 * for all x of a row at once. For every row it keeps, for p = 0, 1, 2..., the word rows "is any of the next 2^p cells
 * taken", so that a run of any length is tested by two shifted words.
 */
final class OccupancyGrid {
    private final int columns;
    private final int stride;
    private final int powers;
    private int rows;
    /** Row y, power p starts at {@code (y * powers + p) * stride}; cells beyond the last column count as taken. */
    private long[] taken;
    /** Rows whose higher powers are out of date; they are brought up to date when a mask is tried there. */
    private boolean[] stale = {};

    OccupancyGrid(int columns) {
        this.columns = columns;
        this.stride = (columns + 63) >>> 6;
        this.powers = 32 - Integer.numberOfLeadingZeros(columns);
        this.taken = new long[0];
    }

    /** The set cells of a mask as runs, rows in an order that spreads over the mask. */
    static final class Shape {
        final int width;
        final int height;
        private final int[] rowStart;
        private final int[] rowOf;
        private final int[] runStart;
        private final int[] runLength;

        Shape(Bitmap mask) {
            width = mask.width;
            height = mask.height;
            rowStart = new int[height + 1];
            rowOf = spread(height);
            int[] starts = new int[16];
            int[] lengths = new int[16];
            int count = 0;
            for (int i = 0; i < height; i++) {
                int y = rowOf[i];
                for (int x = mask.next(0, y, true); x < width;) {
                    int end = mask.next(x, y, false);
                    if (count == starts.length) {
                        starts = Arrays.copyOf(starts, 2 * count);
                        lengths = Arrays.copyOf(lengths, 2 * count);
                    }
                    starts[count] = x;
                    lengths[count++] = end - x;
                    x = mask.next(end, y, true);
                }
                rowStart[i + 1] = count;
            }
            runStart = starts;
            runLength = lengths;
        }

        private static int[] spread(int n) {
            int[] order = new int[n];
            int bits = 32 - Integer.numberOfLeadingZeros(n - 1), count = 0;
            for (int i = 0; i < 1 << bits; i++) {
                int y = bits == 0 ? 0 : Integer.reverse(i) >>> (32 - bits);
                if (y < n) order[count++] = y;
            }
            return order;
        }
    }

    /**
     * The first place in the order of rows, then columns.
     *
     * @param fromRow
     *            first row to try
     * @param toRow
     *            last row to try
     * @return {@code row * columns + column}, or -1
     */
    long find(Shape shape, int fromRow, int toRow) {
        if (shape.width > columns) return -1;
        long[] blocked = new long[stride];
        // cells beyond the last column are taken even where the mask's own rows are short
        long[] edge = new long[stride];
        for (int x = columns - shape.width + 1; x < stride << 6; x++) edge[x >>> 6] |= 1L << x;
        for (int y = Math.max(0, fromRow); y <= toRow; y++) {
            int x = y >= rows ? 0 : firstFree(shape, y, edge, blocked);
            if (x >= 0) return (long) y * columns + x;
        }
        return -1;
    }

    private int firstFree(Shape shape, int y, long[] edge, long[] blocked) {
        System.arraycopy(edge, 0, blocked, 0, stride);
        for (int i = 0; i < shape.height; i++) {
            int row = y + shape.rowOf[i];
            if (row >= rows) continue;
            if (stale[row]) widen(row);
            for (int r = shape.rowStart[i]; r < shape.rowStart[i + 1]; r++) {
                int power = 31 - Integer.numberOfLeadingZeros(shape.runLength[r]);
                int base = (row * powers + power) * stride;
                block(blocked, base, shape.runStart[r]);
                block(blocked, base, shape.runStart[r] + shape.runLength[r] - (1 << power));
            }
            long free = 0;
            for (long word : blocked) free |= ~word;
            if (free == 0) return -1;
        }
        for (int i = 0; i < stride; i++) {
            if (blocked[i] != -1L) return (i << 6) + Long.numberOfTrailingZeros(~blocked[i]);
        }
        return -1;
    }

    private void block(long[] blocked, int base, int shift) {
        int words = shift >>> 6, bits = shift & 63;
        int whole = stride - words;
        if (bits == 0) {
            for (int i = 0; i < whole; i++) blocked[i] |= taken[base + words + i];
            return;
        }
        for (int i = 0; i < whole - 1; i++) {
            blocked[i] |= taken[base + words + i] >>> bits | taken[base + words + i + 1] << (64 - bits);
        }
        if (whole > 0) blocked[whole - 1] |= taken[base + words + whole - 1] >>> bits;
    }

    /** Takes the set cells of a mask at a place. */
    void take(Bitmap mask, int x, int y) {
        grow(y + mask.height);
        for (int r = 0; r < mask.height; r++) {
            int base = (y + r) * powers * stride;
            for (int i = 0; i < mask.stride; i++) {
                long word = mask.words[r * mask.stride + i];
                if (word == 0) continue;
                int at = base + (x >>> 6) + i;
                taken[at] |= word << x;
                if ((x & 63) != 0 && word >>> (64 - (x & 63)) != 0) taken[at + 1] |= word >>> (64 - (x & 63));
            }
            stale[y + r] = true;
        }
    }

    /**
     * Takes each cell of a rectangle of which any of the four cells of a grid twice as fine is taken.
     *
     * @param x0
     *            first and {@code x1} last column; rows likewise
     */
    void takeFrom(OccupancyGrid finer, int x0, int y0, int x1, int y1) {
        grow(y1 + 1);
        for (int y = y0; y <= y1; y++) {
            for (int i = x0 >>> 6; i <= Math.min(stride - 1, x1 >>> 6); i++) {
                taken[y * powers * stride + i] |= finer.halved(y, 2 * i) | finer.halved(y, 2 * i + 1) << 32;
            }
            stale[y] = true;
        }
    }

    /** The cells of one word in rows 2 y and 2 y + 1, any two by two as one bit. */
    private long halved(int y, int word) {
        if (word >= stride || 2 * y >= rows) return 0;
        int at = 2 * y * powers * stride + word;
        long both = taken[at] | (2 * y + 1 < rows ? taken[at + powers * stride] : 0);
        return Long.compress(both | both >>> 1, 0x5555555555555555L);
    }

    private void widen(int row) {
        stale[row] = false;
        for (int p = 1; p < powers; p++) {
            int to = (row * powers + p) * stride, from = to - stride;
            int shift = 1 << (p - 1), words = shift >>> 6, bits = shift & 63;
            for (int i = 0; i < stride; i++) {
                long low = i + words < stride ? taken[from + i + words] : -1L;
                long high = i + words + 1 < stride ? taken[from + i + words + 1] : -1L;
                taken[to + i] = taken[from + i] | (bits == 0 ? low : low >>> bits | high << (64 - bits));
            }
        }
    }

    private void grow(int wanted) {
        if (wanted <= rows) return;
        int size = Math.max(wanted, Math.min(2 * rows, rows + 1024));
        taken = Arrays.copyOf(taken, Math.multiplyExact(Math.multiplyExact(size, powers), stride));
        stale = Arrays.copyOf(stale, size);
        int row = powers * stride;
        for (int x = columns; x < stride << 6; x++) taken[rows * row + (x >>> 6)] |= 1L << x;
        widen(rows);
        for (int y = rows + 1; y < size; y++) System.arraycopy(taken, rows * row, taken, y * row, row);
        rows = size;
    }
}
