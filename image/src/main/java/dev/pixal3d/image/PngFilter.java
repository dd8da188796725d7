// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/** The row filters of PNG (third edition, section 9): what is stored is the difference to a prediction. */
final class PngFilter {
    static final int COUNT = 5;

    private PngFilter() {}

    /** Replaces differences by values, in place. */
    static void undo(int filter, byte[] row, byte[] above, int pixel) {
        switch (filter) {
            case 0 -> {}
            case 1 -> {
                for (int i = pixel; i < row.length; i++) row[i] += row[i - pixel];
            }
            case 2 -> {
                for (int i = 0; i < row.length; i++) row[i] += above[i];
            }
            case 3 -> {
                for (int i = 0; i < row.length; i++) {
                    int left = i < pixel ? 0 : row[i - pixel] & 0xff;
                    row[i] += (byte) (left + (above[i] & 0xff) >> 1);
                }
            }
            case 4 -> {
                for (int i = 0; i < row.length; i++) {
                    int left = i < pixel ? 0 : row[i - pixel] & 0xff;
                    int corner = i < pixel ? 0 : above[i - pixel] & 0xff;
                    row[i] += (byte) paeth(left, above[i] & 0xff, corner);
                }
            }
            default -> throw Bytes.damaged("a PNG row with filter " + filter);
        }
    }

    /**
     * Writes the differences of a row.
     *
     * @param at
     *            where the row begins in {@code in}; the row above ends there
     * @param first
     *            whether there is no row above
     */
    static void apply(int filter, byte[] in, int at, boolean first, int pixel, byte[] out) {
        int above = first ? -1 : at - out.length;
        for (int i = 0; i < pixel; i++) {
            int up = first ? 0 : in[above + i] & 0xff;
            out[i] = (byte) (in[at + i] - (filter < 2 ? 0 : filter == 3 ? up >> 1 : up));
        }
        switch (filter) {
            case 0 -> System.arraycopy(in, at, out, 0, out.length);
            case 1 -> {
                for (int i = pixel; i < out.length; i++) out[i] = (byte) (in[at + i] - in[at + i - pixel]);
            }
            case 2 -> {
                for (int i = pixel; i < out.length; i++) out[i] = (byte) (in[at + i] - (first ? 0 : in[above + i]));
            }
            case 3 -> {
                for (int i = pixel; i < out.length; i++) {
                    int up = first ? 0 : in[above + i] & 0xff;
                    out[i] = (byte) (in[at + i] - ((in[at + i - pixel] & 0xff) + up >> 1));
                }
            }
            default -> {
                for (int i = pixel; i < out.length; i++) {
                    int up = first ? 0 : in[above + i] & 0xff;
                    int corner = first ? 0 : in[above + i - pixel] & 0xff;
                    out[i] = (byte) (in[at + i] - paeth(in[at + i - pixel] & 0xff, up, corner));
                }
            }
        }
    }

    private static int paeth(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner) return left;
        return toUp <= toCorner ? up : corner;
    }
}
