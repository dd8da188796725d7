// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.Problem;

/**
 * The smallest rectangle round what is opaque in a picture, between the middles of its outermost pixels.
 *
 * <p>
 * Reference: Pixal3D {@code pipelines/pixal3d_image_to_3d.py}, {@code preprocess_image}.
 */
record ObjectBox(double x0, double y0, double x1, double y1) {
    private static final int FOREGROUND = 205;

    /**
     * That of a picture with alpha.
     *
     * @param name
     *            what messages call the picture
     * @throws dev.pixal3d.core.ProblemException
     *             when hardly anything is opaque
     */
    static ObjectBox of(RgbaImage image, String name) {
        int x0 = Integer.MAX_VALUE;
        int y0 = Integer.MAX_VALUE;
        int x1 = -1;
        int y1 = -1;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if (image.at(x, y, 3) < FOREGROUND) continue;
                x0 = Math.min(x0, x);
                x1 = Math.max(x1, x);
                y0 = Math.min(y0, y);
                y1 = Math.max(y1, y);
            }
        }
        if (x1 < 0 || Math.max(x1 - x0, y1 - y0) < 2) {
            throw Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR,
                    name + ": shows no object (got no opaque area, allowed 2 pixels and more with alpha above 204). "
                            + "Use a picture with an object on a transparent or plain background.")
                    .exception();
        }
        return new ObjectBox(x0, y0, x1, y1);
    }

    double width() { return x1 - x0; }

    double height() { return y1 - y0; }

    /** The height, where a division needs one. */
    double tall() { return Math.max(1, height()); }

    /** The same in a picture of another size. */
    ObjectBox times(double scale) {
        return new ObjectBox(x0 * scale, y0 * scale, x1 * scale, y1 * scale);
    }

    /** A square of about that side with the object in its middle; what lies outside the picture is transparent. */
    RgbaImage crop(RgbaImage image, int side) {
        int half = Math.max(1, side / 2);
        int left = (int) Math.rint((x0 + x1) / 2 - half);
        int top = (int) Math.rint((y0 + y1) / 2 - half);
        int size = 2 * half;
        byte[] out = new byte[4 * size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int sx = left + x;
                int sy = top + y;
                if (sx < 0 || sy < 0 || sx >= image.width() || sy >= image.height()) continue;
                System.arraycopy(image.pixels(), 4 * (sy * image.width() + sx), out, 4 * (y * size + x), 4);
            }
        }
        return new RgbaImage(size, size, out);
    }
}
