// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbPlanes.Box;
import java.util.Optional;

/**
 * Tells the object from its background without learned weights. A picture with transparency is taken at its word. Else
 * a smooth background is modelled ({@link SmoothBackground}); where there is none, colours and a graph cut decide
 * ({@link GrabCut}); where these find nothing sensible, the whole picture is the object. Good before plain backgrounds
 * (intersection over union 0.95 and more), fair before textured ones (0.9), unreliable in clutter (0.7).
 */
public final class Matting {
    private static final int SMOOTH_SIDE = 512;
    private static final int CUT_SIDE = 288;
    private static final int SMALLEST = 16;

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
     * Mattes a picture. Deterministic.
     *
     * @param context
     *            asked often whether to stop
     */
    public static Result apply(RgbaImage image, Mode mode, RunContext context) {
        context.check();
        if (mode != Mode.REMOVE && hasTransparency(image)) return new Result(image, Method.ALPHA);
        RgbaImage opaque = opaque(image);
        if (mode == Mode.KEEP) return new Result(opaque, Method.WHOLE);
        Plane[] rgb = RgbPlanes.of(opaque, Box.all(opaque), SMOOTH_SIDE);
        int width = rgb[0].width();
        int height = rgb[0].height();
        if (Math.min(width, height) < SMALLEST) return new Result(opaque, Method.WHOLE);
        Optional<boolean[]> smooth = SmoothBackground.object(rgb, context)
                .map(object -> MaskComponents.of(object, width, height).large(0.02));
        if (smooth.isPresent() && isSensible(smooth.get(), 0.005)) {
            return new Result(SoftAlpha.refine(opaque, plane(smooth.get(), width, height), true, context),
                    Method.SMOOTH);
        }
        Plane[] small = RgbPlanes.of(opaque, Box.all(opaque), CUT_SIDE);
        int w = small[0].width();
        int h = small[0].height();
        boolean[] cut = Morphology.open(GrabCut.object(small, context), w, h);
        boolean[] main = MaskComponents.of(cut, w, h).large(0.05);
        if (!isSensible(main, 0.01)) return new Result(opaque, Method.WHOLE);
        return new Result(SoftAlpha.refine(opaque, plane(main, w, h), false, context), Method.GRABCUT);
    }

    private static boolean isSensible(boolean[] object, double least) {
        int area = 0;
        for (boolean b : object) if (b) area++;
        return area >= least * object.length && area <= 0.97 * object.length;
    }

    private static Plane plane(boolean[] mask, int width, int height) {
        Plane p = new Plane(width, height);
        for (int i = 0; i < mask.length; i++) p.values()[i] = mask[i] ? 1 : 0;
        return p;
    }

    /** Whether any pixel is not opaque. */
    public static boolean hasTransparency(RgbaImage image) {
        byte[] p = image.pixels();
        for (int i = 3; i < p.length; i += 4) if (p[i] != -1) return true;
        return false;
    }

    /** On white; a picture that is all transparent has its bare colours taken. */
    private static RgbaImage opaque(RgbaImage image) {
        byte[] p = image.pixels().clone();
        boolean visible = false;
        for (int i = 3; i < p.length; i += 4) visible |= p[i] != 0;
        for (int i = 0; i < p.length; i += 4) {
            int alpha = p[i + 3] & 0xff;
            for (int c = i; visible && c < i + 3; c++)
                p[c] = (byte) (((p[c] & 0xff) * alpha + 255 * (255 - alpha)) / 255);
            p[i + 3] = -1;
        }
        return new RgbaImage(image.width(), image.height(), p);
    }
}
