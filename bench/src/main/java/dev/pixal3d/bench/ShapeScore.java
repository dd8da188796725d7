// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.Renderer.Layer;
import dev.pixal3d.gltf.render.Renderer.Probe;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.training.views.Posing;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How near a generated model comes to the true one, both in the frame of the picture's camera. A single picture cannot
 * tell how large and how near an object is, so the generated one is first scaled about the camera, by 0.8 to 1.2, to
 * the least Chamfer distance. Distances are in units of the true model's longest side.
 */
final class ShapeScore {
    private static final int POINTS = 8000, FEW = 1000, PICTURE = 256;
    private static final double[] TURNS = {45, 90, 135, 180, 225, 270, 315};
    private static final double VIEW_ANGLE = 0.5, VIEW_DISTANCE = 1.2 / Math.tan(VIEW_ANGLE / 2) + 1;

    private final GlbModel truth;
    private final double angle;
    private final double[] center = new double[3];
    private final double longest, radius;
    private final ShapeViews seen;
    private final Parallel parallel;

    /** Looks at the true model, posed before the camera of that field of view. */
    ShapeScore(GlbModel posed, double angle, Parallel parallel) {
        this.truth = posed;
        this.angle = angle;
        this.parallel = parallel;
        double[] low = {1e9, 1e9, 1e9}, high = {-1e9, -1e9, -1e9};
        float[] p = posed.merged().positions();
        for (int c : posed.merged().triangles()) {
            for (int k = 0; k < 3; k++) {
                low[k] = Math.min(low[k], p[3 * c + k]);
                high[k] = Math.max(high[k], p[3 * c + k]);
            }
        }
        double most = 0, squares = 0;
        for (int k = 0; k < 3; k++) {
            center[k] = (low[k] + high[k]) / 2;
            most = Math.max(most, high[k] - low[k]);
            squares += (high[k] - low[k]) * (high[k] - low[k]);
        }
        longest = most;
        radius = Math.sqrt(squares) / 2;
        seen = new ShapeViews(centered(posed), POINTS, parallel);
    }

    /** The true box's centre at the origin, its half diagonal 0.8, so that a larger guess still fits. */
    private GlbModel centered(GlbModel model) {
        double s = 0.8 / radius;
        return ShapeViews.moved(model, s, new double[]{-center[0] * s, -center[1] * s, -center[2] * s});
    }

    /** All measures by name. */
    Map<String, Double> of(GlbModel guess) {
        double distance = Posing.distance(angle), unit = 0.8 / radius;
        double best = Double.MAX_VALUE, scale = 1;
        float[] raw = new ShapeViews(centered(guess), FEW, parallel).points;
        float[] few = every(seen.points, Math.max(1, seen.points.length / 6 / FEW));
        for (int step = -20; step <= 20; step++) {
            double q = 1 + 0.01 * step;
            float[] moved = raw.clone();
            for (int i = 0; i < moved.length; i += 6) {
                for (int k = 0; k < 3; k++) {
                    double camera = ((k == 2 ? distance : 0) - center[k]) * unit;
                    moved[i + k] = (float) (camera + q * (moved[i + k] - camera));
                }
            }
            double chamfer = nearest(moved, few)[0] + nearest(few, moved)[0];
            if (chamfer < best) {
                best = chamfer;
                scale = q;
            }
        }
        GlbModel placed = ShapeViews.moved(guess, scale, new double[]{0, 0, distance * (1 - scale)});
        ShapeViews other = new ShapeViews(centered(placed), POINTS, parallel);
        double[] there = nearest(other.points, seen.points), back = nearest(seen.points, other.points);
        Map<String, Double> out = new LinkedHashMap<>();
        double world = unit * longest;
        out.put("Chamfer", (there[0] + back[0]) / 2 / world);
        out.put("F@.02", share(other.points, seen.points, 0.02 * world));
        out.put("F@.05", share(other.points, seen.points, 0.05 * world));
        out.put("normals", (there[1] + back[1]) / 2);
        Renderer a = new Renderer(centered(truth)), b = new Renderer(centered(placed));
        double psnr = 0;
        for (double turn : TURNS) {
            View view = new View.Fixed(turn, 0, VIEW_ANGLE, VIEW_DISTANCE);
            if (turn == 45 || turn == 90 || turn == 180)
                out.put("IoU " + (int) turn, iou(picture(a, view,
                        RenderMode.MASK), picture(b, view, RenderMode.MASK)));
            double now = psnr(picture(a, view, RenderMode.BASE_COLOR), picture(b, view, RenderMode.BASE_COLOR));
            psnr += now / TURNS.length;
            if (turn == 180) out.put("PSNR 180", now);
        }
        out.put("PSNR", psnr);
        long both = 0, either = 0;
        for (int i = 0; i < seen.solid.length; i++) {
            if (seen.solid[i] && other.solid[i]) both++;
            if (seen.solid[i] || other.solid[i]) either++;
        }
        out.put("volume IoU", either == 0 ? 1 : (double) both / either);
        Renderer straight = new Renderer(truth), guessed = new Renderer(placed);
        out.put("front IoU", iou(picture(straight, Posing.camera(angle), RenderMode.MASK), picture(guessed, Posing
                .camera(angle), RenderMode.MASK)));
        out.put("front z", depthError(straight, guessed, Layer.FIRST));
        out.put("back z", depthError(straight, guessed, Layer.LAST));
        return out;
    }

    private double depthError(Renderer a, Renderer b, Layer layer) {
        Probe p = a.probe(Posing.camera(angle), 128, layer, parallel), q = b.probe(Posing.camera(angle), 128, layer,
                parallel);
        double sum = 0;
        int n = 0;
        for (int i = 0; i < p.triangle().length; i++) {
            if (p.triangle()[i] < 0 || q.triangle()[i] < 0) continue;
            sum += Math.abs(p.values()[Probe.WIDTH * i + 2] - q.values()[Probe.WIDTH * i + 2]);
            n++;
        }
        return n == 0 ? 1 : sum / n / longest;
    }

    private RgbaImage picture(Renderer renderer, View view, RenderMode mode) {
        return renderer.render(view, RenderOptions.of(PICTURE, mode), parallel);
    }

    private static double iou(RgbaImage a, RgbaImage b) {
        int both = 0, either = 0;
        for (int i = 0; i < a.pixels().length; i += 4) {
            boolean p = (a.pixels()[i] & 0xff) >= 128, q = (b.pixels()[i] & 0xff) >= 128;
            if (p && q) both++;
            if (p || q) either++;
        }
        return either == 0 ? 1 : (double) both / either;
    }

    private static double psnr(RgbaImage a, RgbaImage b) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            if (i % 4 == 3) continue;
            double d = (a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff);
            sum += d * d;
            n++;
        }
        return 10 * Math.log10(255 * 255 / Math.max(sum / n, 1e-3));
    }

    private static float[] every(float[] points, int step) {
        int n = points.length / 6 / step;
        float[] out = new float[6 * n];
        for (int i = 0; i < n; i++) System.arraycopy(points, 6 * i * step, out, 6 * i, 6);
        return out;
    }

    /** Mean distance from the points of one to the nearest of the other, and mean agreement of their normals' axes. */
    private double[] nearest(float[] from, float[] to) {
        int n = from.length / 6;
        double[] distance = new double[n], agreement = new double[n];
        parallel.range(n, 64, (first, end) -> {
            for (int i = first; i < end; i++) {
                int best = nearest(from, 6 * i, to);
                distance[i] = Math.sqrt(squared(from, 6 * i, to, best));
                agreement[i] = Math.abs(from[6 * i + 3] * to[best + 3] + from[6 * i + 4] * to[best + 4] + from[6 * i
                        + 5] * to[best + 5]);
            }
        });
        double d = 0, a = 0;
        for (int i = 0; i < n; i++) {
            d += distance[i] / n;
            a += agreement[i] / n;
        }
        return new double[]{d, a};
    }

    private static int nearest(float[] from, int i, float[] to) {
        float least = Float.MAX_VALUE;
        int best = 0;
        for (int j = 0; j < to.length; j += 6) {
            float d = squared(from, i, to, j);
            if (d < least) {
                least = d;
                best = j;
            }
        }
        return best;
    }

    private static float squared(float[] a, int i, float[] b, int j) {
        float x = a[i] - b[j], y = a[i + 1] - b[j + 1], z = a[i + 2] - b[j + 2];
        return x * x + y * y + z * z;
    }

    /** Harmonic mean of the shares of points that have one of the other within a distance. */
    private double share(float[] a, float[] b, double within) {
        double p = part(a, b, within), r = part(b, a, within);
        return p + r == 0 ? 0 : 2 * p * r / (p + r);
    }

    private double part(float[] from, float[] to, double within) {
        int n = from.length / 6;
        boolean[] near = new boolean[n];
        parallel.range(n, 64, (first, end) -> {
            for (int i = first; i < end; i++) {
                for (int j = 0; j < to.length && !near[i]; j += 6) {
                    near[i] = squared(from, 6 * i, to, j) <= within * within;
                }
            }
        });
        int count = 0;
        for (boolean x : near) if (x) count++;
        return (double) count / n;
    }
}
