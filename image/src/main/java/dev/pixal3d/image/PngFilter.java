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

    /** Writes differences of a row (at {@code at} in both arrays, its predecessor at {@code above} or -1). */
    static void apply(int filter, byte[] in, int at, int above, int length, int pixel, byte[] out, int to) {
        for (int i = 0; i < length; i++) {
            int left = filter == 0 || filter == 2 || i < pixel ? 0 : in[at + i - pixel] & 0xff;
            int up = above < 0 ? 0 : in[above + i] & 0xff;
            int predicted = switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> up;
                case 3 -> left + up >> 1;
                default -> paeth(left, up, above < 0 || i < pixel ? 0 : in[above + i - pixel] & 0xff);
            };
            out[to + i] = (byte) (in[at + i] - predicted);
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
