// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pixal3D's preparation of a picture, to the last bit: shrunk to at most 1024, cropped to a square a tenth larger than
 * the object, on black. The crop's factor is part of the camera's geometry.
 *
 * <p>
 * Reference: Pixal3D {@code pipelines/pixal3d_image_to_3d.py}, {@code preprocess_image}; Pillow's rounding of crop
 * boxes; for pictures with alpha {@code inference_mv.py}, {@code to_cond_tensor}.
 */
public final class Preprocess {
    private static final int MAX_SIDE = 1024;
    /** Largest side of a crop that is made before it is scaled to what networks see. */
    private static final double MAX_CROP = 2048;
    /** Side of a crop in sides of its object. */
    public static final double MARGIN = 1.1;

    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    private Preprocess() {}

    /** Whether the picture has transparency of its own, so that no background needs to be removed. */
    public static boolean hasAlpha(RgbaImage image) {
        byte[] p = image.pixels();
        for (int i = 3; i < p.length; i += 4) if (p[i] != (byte) 255) return true;
        return false;
    }

    /** Shrinks to at most 1024 a side; smaller pictures stay as they are. */
    public static RgbaImage shrink(RgbaImage image) {
        double scale = Math.min(1.0, (double) MAX_SIDE / Math.max(image.width(), image.height()));
        if (!(scale < 1)) return image;
        int width = Math.max(1, (int) (image.width() * scale));
        int height = Math.max(1, (int) (image.height() * scale));
        if (hasAlpha(image)) return Resampler.rgba(image, width, height, Resampler.Filter.LANCZOS);
        byte[] out = Resampler.channels(image.pixels(), image.width(), image.height(), 4, width, height,
                Resampler.Filter.LANCZOS);
        return new RgbaImage(width, height, out);
    }

    /**
     * Crops a picture with alpha to its object, with alpha.
     *
     * @return square
     * @throws ProblemException
     *             when hardly anything is opaque
     */
    public static RgbaImage cutout(RgbaImage image) {
        ObjectBox box = ObjectBox.of(image, "image");
        return box.crop(image, (int) (Math.max(box.width(), box.height()) * MARGIN));
    }

    /**
     * Crops pictures with alpha, which show one object from the front and other sides, to their object. From all sides
     * an upright object is equally high, so the crops get one scale from its height, and a tenth of margin round the
     * largest of its extents. One picture is cropped as {@link #cutout} crops it.
     *
     * @return squares, in the same order
     * @throws ProblemException
     *             when hardly anything is opaque in one of them
     */
    public static List<RgbaImage> cutouts(List<RgbaImage> images) {
        List<ObjectBox> boxes = IntStream.range(0, images.size())
                .mapToObj(i -> ObjectBox.of(images.get(i), "image " + (i + 1))).toList();
        double extent = boxes.stream().mapToDouble(b -> Math.max(1, b.width() / b.tall())).max().orElse(1);
        List<RgbaImage> crops = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            RgbaImage image = images.get(i);
            double side = extent * boxes.get(i).tall() * MARGIN;
            double scale = Math.min(1, MAX_CROP / side);
            if (scale < 1) {
                image = Resampler.rgba(image, (int) Math.max(1, Math.rint(image.width() * scale)),
                        (int) Math.max(1, Math.rint(image.height() * scale)), Resampler.Filter.LANCZOS);
            }
            crops.add(boxes.get(i).times(scale).crop(image, (int) (side * scale)));
        }
        return crops;
    }

    /**
     * Refuses a picture with alpha in which hardly anything is opaque.
     *
     * @param name
     *            what messages call the picture
     * @throws ProblemException
     *             when it shows no object
     */
    public static void requireObject(RgbaImage image, String name) { ObjectBox.of(image, name); }

    /** A picture in the middle of a transparent square; one that is square stays as it is. */
    public static RgbaImage squared(RgbaImage image) {
        if (image.width() == image.height()) return image;
        int side = Math.max(image.width(), image.height());
        byte[] out = new byte[4 * side * side];
        int left = (side - image.width()) / 2;
        int top = (side - image.height()) / 2;
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(image.pixels(), 4 * y * image.width(), out, 4 * ((top + y) * side + left),
                    4 * image.width());
        }
        return new RgbaImage(side, side, out);
    }

    /** Composes a picture on black. */
    public static RgbaImage onBlack(RgbaImage image) {
        byte[] out = new byte[image.pixels().length];
        for (int at = 0; at < out.length; at += 4) {
            float a = (image.pixels()[at + 3] & 0xff) / 255f;
            for (int k = 0; k < 3; k++) {
                float c = Math.clamp((image.pixels()[at + k] & 0xff) / 255f * a, 0f, 1f);
                out[at + k] = (byte) (int) (c * 255f);
            }
            out[at + 3] = (byte) 255;
        }
        return new RgbaImage(image.width(), image.height(), out);
    }

    /** The picture that a feature extractor sees, on black: RGB planes in [0, 1], length 3 side^2. */
    public static float[] planes(RgbaImage image, int side) {
        if (!hasAlpha(image)) return planes(image, side, Resampler.Filter.LANCZOS);
        RgbaImage resized = Resampler.rgba(image, side, side, Resampler.Filter.LANCZOS);
        float[] planes = new float[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            float alpha = (resized.pixels()[4 * i + 3] & 0xff) / 255f;
            for (int k = 0; k < 3; k++) {
                planes[k * side * side + i] = (resized.pixels()[4 * i + k] & 0xff) / 255f * alpha;
            }
        }
        return planes;
    }

    /**
     * The picture that a matting network sees: RGB planes, length 3 side^2, with the mean and deviation of ImageNet.
     */
    public static float[] mattingInput(RgbaImage image, int side) {
        float[] planes = planes(image, side, Resampler.Filter.BILINEAR);
        int area = side * side;
        for (int i = 0; i < planes.length; i++) planes[i] = (planes[i] - MEAN[i / area]) / DEVIATION[i / area];
        return planes;
    }

    private static float[] planes(RgbaImage image, int side, Resampler.Filter filter) {
        byte[] rgb = new byte[3 * image.width() * image.height()];
        for (int i = 0; i < rgb.length / 3; i++) System.arraycopy(image.pixels(), 4 * i, rgb, 3 * i, 3);
        byte[] resized = Resampler.channels(rgb, image.width(), image.height(), 3, side, side, filter);
        float[] planes = new float[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            for (int k = 0; k < 3; k++) planes[k * side * side + i] = (resized[3 * i + k] & 0xff) / 255f;
        }
        return planes;
    }

    /**
     * The picture with a matting network's answer as its alpha channel.
     *
     * @param mask
     *            length side^2, each 0 to 1
     */
    public static RgbaImage withMask(RgbaImage image, float[] mask, int side) {
        byte[] bytes = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) bytes[i] = (byte) (int) (mask[i] * 255);
        return withAlpha(image, Resampler.channels(bytes, side, side, 1, image.width(), image.height(),
                Resampler.Filter.BICUBIC));
    }

    /** The same picture with another alpha channel, one byte a pixel. */
    public static RgbaImage withAlpha(RgbaImage image, byte[] alpha) {
        byte[] p = Arrays.copyOf(image.pixels(), image.pixels().length);
        for (int i = 0; i < alpha.length; i++) p[4 * i + 3] = alpha[i];
        return new RgbaImage(image.width(), image.height(), p);
    }
}
