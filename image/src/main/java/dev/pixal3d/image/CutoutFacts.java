// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a person would want to know of a cut-out before anything is made of it: how large the object is in the picture,
 * and whether it goes on beyond an edge, where a model will look cut off.
 *
 * @param width
 *            of the object, in pixels of the picture; 0 when there is none
 * @param height
 *            likewise
 * @param share
 *            of the picture that the object covers, in [0, 1]
 * @param touched
 *            edges along which the object runs for a notable length
 */
public record CutoutFacts(int width, int height, double share, List<Edge> touched) {
    /** Alpha from which a pixel belongs to the object. */
    private static final int OPAQUE = 128;
    /** Share of an edge that must be covered; less is a stray pixel or a tip. */
    private static final double NOTABLE = 0.02;

    /** A side of the picture. */
    public enum Edge {
        LEFT,
        RIGHT,
        TOP,
        BOTTOM
    }

    public CutoutFacts { touched = List.copyOf(touched); }

    /** Looks at a picture whose background is transparent. */
    public static CutoutFacts of(RgbaImage cutout) {
        int w = cutout.width(), h = cutout.height(), left = w, right = -1, top = h, bottom = -1;
        long count = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                if (!isObject(cutout, x, y)) continue;
                count++;
                left = Math.min(left, x);
                right = Math.max(right, x);
                top = Math.min(top, y);
                bottom = Math.max(bottom, y);
            }
        }
        if (count == 0) return new CutoutFacts(0, 0, 0, List.of());
        return new CutoutFacts(right - left + 1, bottom - top + 1, (double) count / ((long) w * h),
                Stream.of(Edge.values()).filter(edge -> touches(cutout, edge)).toList());
    }

    private static boolean touches(RgbaImage cutout, Edge edge) {
        int w = cutout.width(), h = cutout.height();
        IntPredicate covered = switch (edge) {
            case LEFT -> y -> isObject(cutout, 0, y);
            case RIGHT -> y -> isObject(cutout, w - 1, y);
            case TOP -> x -> isObject(cutout, x, 0);
            case BOTTOM -> x -> isObject(cutout, x, h - 1);
        };
        int length = edge == Edge.LEFT || edge == Edge.RIGHT ? h : w;
        return IntStream.range(0, length).filter(covered).count() >= NOTABLE * length;
    }

    private static boolean isObject(RgbaImage cutout, int x, int y) {
        return (cutout.pixels()[4 * (y * cutout.width() + x) + 3] & 0xff) >= OPAQUE;
    }

    /** As JSON values. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("width", width);
        json.put("height", height);
        json.put("share", Math.round(1000 * share) / 1000.0);
        json.put("touches", touched.stream().map(edge -> edge.name().toLowerCase(Locale.ROOT)).toList());
        return json;
    }
}
