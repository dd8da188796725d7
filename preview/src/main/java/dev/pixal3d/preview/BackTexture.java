// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.DistanceTransform;
import dev.pixal3d.image.Gaussian;
import dev.pixal3d.image.Morphology;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.PullPush;
import dev.pixal3d.image.Scaling;
import java.util.Arrays;

/**
 * Invents the unseen side's texture. What is known of it are the colours along the outline, so texture from the rim of
 * the front is grown inwards by {@link PatchMatch}: hair, fur and cloth go on, faces do not appear on the back of heads.
 * At the outline it equals the front, so the seam does not show. A body of revolution shows its mirrored front, a card
 * its smoothly extended rim.
 *
 * <p>
 * Rejected: the mirrored front for all (a face on both sides), rim colours diffused alone (airbrushed), mirrored with
 * compressed detail (ghost faces), a folded rim band (mazes).
 */
final class BackTexture {
    private static final int[] SCALES = {64, 128, 256};
    private static final int[] ROUNDS = {6, 5, 4};

    private final Plane[] front;
    /** The front at each scale and, last, at twice the finest. */
    private final Plane[][] pyramid = new Plane[SCALES.length + 1][];
    private final Silhouette silhouette;
    private final Parallel parallel;

    private BackTexture(Plane[] front, Silhouette silhouette, Parallel parallel) {
        this.front = front;
        this.silhouette = silhouette;
        this.parallel = parallel;
        for (int level = SCALES.length; level >= 0; level--) {
            int size = level == SCALES.length ? 2 * SCALES[level - 1] : SCALES[level];
            Plane[] finer = level == SCALES.length ? front : pyramid[level + 1];
            pyramid[level] = Tasks.each(parallel, finer, c -> Scaling.area(c, size, size));
        }
    }

    /**
     * @param checkpoint
     *            called often; may throw to stop
     */
    static Plane[] of(Plane[] front, Silhouette silhouette, ShapePrior.Kind kind, int seed, RunContext context) {
        return switch (kind) {
            case LATHE -> front;
            case CARD -> extendedRim(front, silhouette.fine());
            case NONE, DIORAMA -> new BackTexture(front, silhouette, context.parallel()).synthesise(seed, context);
        };
    }

    private static Plane[] extendedRim(Plane[] front, Plane distance) {
        int n = distance.width();
        Plane weight = new Plane(n, n);
        for (int i = 0; i < n * n; i++) {
            float s = distance.values()[i];
            float t = Fields.clip01(1 - s / (0.05f * n));
            weight.values()[i] = s > 0 ? t * t : 0;
        }
        return PullPush.fill(front, weight);
    }

    private Plane[] synthesise(int seed, RunContext context) {
        float[] image = {};
        int[] match = {};
        boolean[] target = {};
        for (int level = 0; level < SCALES.length; level++) {
            int b = SCALES[level];
            Plane distance = Scaling.area(silhouette.distance(), b, b);
            for (int i = 0; i < b * b; i++) distance.values()[i] *= b / (float) silhouette.size();
            Plane rimWidth = rimWidth(distance);
            PatchMatch.Problem problem = problem(distance, rimWidth, pyramid[level]);
            target = problem.target();
            if (level == 0) {
                match = nearestOnRim(problem, distance, rimWidth);
                image = problem.source().clone();
                for (int i = 0; i < b * b; i++) {
                    if (target[i]) System.arraycopy(problem.wanted(), 3 * i, image, 3 * i, 3);
                }
                if (match.length == 0) return upscaled(image, b);
            } else {
                match = usable(PatchMatch.refined(match, b / 2), problem);
                image = doubled(image, problem);
            }
            PatchMatch matcher = new PatchMatch(problem, image, match, seed * 747796405 + level * 0x9E3779B9);
            matcher.run(ROUNDS[level], context);
        }
        return assembled(match, target);
    }

    private static Plane rimWidth(Plane distance) {
        int b = distance.width();
        Plane inside = new Plane(b, b);
        for (int i = 0; i < b * b; i++) inside.values()[i] = Math.max(distance.values()[i], 0);
        Plane out = Morphology.dilate(inside, Math.max(1, Math.round(0.1f * b)));
        for (int i = 0; i < b * b; i++) { out.values()[i] = Math.clamp(0.35f * out.values()[i], 0.02f * b, 0.12f * b); }
        return out;
    }

    private PatchMatch.Problem problem(Plane distance, Plane rimWidth, Plane[] colours) {
        int b = distance.width();
        Plane rim = new Plane(b, b);
        boolean[] target = new boolean[b * b];
        boolean[] usable = new boolean[b * b];
        float[] penalty = new float[b * b];
        for (int i = 0; i < b * b; i++) {
            float s = distance.values()[i];
            target[i] = s > Math.max(0.012f * b, 1);
            usable[i] = s > Math.max(0.008f * b, 1);
            penalty[i] = 0.08f * Fields.clip01((s - rimWidth.values()[i]) / (0.03f * b));
            float t = Fields.clip01(1 - s / Math.max(0.04f * b, 1));
            rim.values()[i] = s > 0 ? t * t : 0;
        }
        Plane[] wanted = PullPush.fill(colours, rim);
        Plane[] present = Tasks.each(parallel, colours, c -> Gaussian.blur(c, 0.02 * b));
        return new PatchMatch.Problem(b, interleaved(colours), target, usable, penalty, interleaved(wanted),
                interleaved(present));
    }

    /** The nearest source pixel on the rim for every pixel; empty when there is no source at all. */
    private static int[] nearestOnRim(PatchMatch.Problem problem, Plane distance, Plane rimWidth) {
        int b = problem.size();
        boolean[] rim = new boolean[b * b];
        for (int i = 0; i < rim.length; i++) {
            rim[i] = problem.usable()[i] && distance.values()[i] < rimWidth.values()[i];
        }
        int[] nearest = DistanceTransform.of(rim, b, b).nearest();
        if (nearest[0] < 0) nearest = DistanceTransform.of(problem.usable(), b, b).nearest();
        return nearest[0] < 0 ? new int[0] : nearest;
    }

    /** Matches that point beside the sources after refinement move to the nearest source. */
    private static int[] usable(int[] match, PatchMatch.Problem problem) {
        int[] nearest = DistanceTransform.of(problem.usable(), problem.size(), problem.size()).nearest();
        if (nearest[0] >= 0) for (int i = 0; i < match.length; i++) match[i] = nearest[match[i]];
        return match;
    }

    private static float[] doubled(float[] image, PatchMatch.Problem problem) {
        int b = problem.size();
        float[] out = interleaved(upscale(image, b / 2, b));
        for (int i = 0; i < b * b; i++) {
            if (!problem.target()[i]) System.arraycopy(problem.source(), 3 * i, out, 3 * i, 3);
        }
        return out;
    }

    private static Plane[] upscale(float[] image, int from, int to) {
        Plane[] out = new Plane[3];
        for (int c = 0; c < 3; c++) {
            Plane p = new Plane(from, from);
            for (int i = 0; i < from * from; i++) p.values()[i] = image[3 * i + c];
            out[c] = Scaling.bilinear(p, to, to);
        }
        return out;
    }

    private Plane[] upscaled(float[] image, int size) { return upscale(image, size, front[0].width()); }

    private static float[] interleaved(Plane[] planes) {
        float[] out = new float[3 * planes[0].values().length];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < planes[c].values().length; i++) out[3 * i + c] = planes[c].values()[i];
        }
        return out;
    }

    /** Re-reads the matched sources at twice the last resolution, blended over the 5 x 5 nearest matches. */
    private Plane[] assembled(int[] match, boolean[] target) {
        int b = SCALES[SCALES.length - 1];
        int fine = 2 * b;
        int n = front[0].width();
        float[] source = interleaved(pyramid[SCALES.length]);
        float[] out = source.clone();
        Plane blend = new Plane(b, b);
        for (int i = 0; i < b * b; i++) blend.values()[i] = target[i] ? 1 : 0;
        float[] share = Scaling.bilinear(blend, fine, fine).values();
        float[] falloff = new float[9];
        for (int d = 0; d < falloff.length; d++) falloff[d] = (float) Math.exp(-d / 2.0);
        parallel.range(fine, 16, (from, to) -> {
            float[] sum = new float[4];
            for (int y = from; y < to; y++) {
                for (int x = 0; x < fine; x++) {
                    int i = y * fine + x;
                    if (share[i] <= 0) continue;
                    Arrays.fill(sum, 0);
                    gather(x, y, match, target, source, falloff, sum);
                    if (sum[3] == 0) continue;
                    for (int c = 0; c < 3; c++) { out[3 * i + c] += share[i] * (sum[c] / sum[3] - out[3 * i + c]); }
                }
            }
        });
        Plane[] grown = {new Plane(fine, fine), new Plane(fine, fine), new Plane(fine, fine)};
        for (int c = 0; c < 3; c++) { for (int i = 0; i < fine * fine; i++) grown[c].values()[i] = out[3 * i + c]; }
        return Tasks.each(parallel, grown, c -> {
            Plane up = Scaling.bicubic(c, n, n);
            for (int i = 0; i < n * n; i++) up.values()[i] = Fields.clip01(up.values()[i]);
            return up;
        });
    }

    private static void gather(int x, int y, int[] match, boolean[] target, float[] source, float[] falloff,
            float[] sum) {
        int b = SCALES[SCALES.length - 1];
        int fine = 2 * b;
        for (int dy = -2; dy <= 2; dy++) {
            for (int dx = -2; dx <= 2; dx++) {
                int cx = x / 2 + dx;
                int cy = y / 2 + dy;
                if (cx < 0 || cy < 0 || cx >= b || cy >= b || !target[cy * b + cx]) continue;
                int j = match[cy * b + cx];
                int sx = x + 2 * (j % b - cx);
                int sy = y + 2 * (j / b - cy);
                if (sx < 0 || sy < 0 || sx >= fine || sy >= fine) continue;
                float w = falloff[dx * dx + dy * dy];
                int at = 3 * (sy * fine + sx);
                sum[0] += w * source[at];
                sum[1] += w * source[at + 1];
                sum[2] += w * source[at + 2];
                sum[3] += w;
            }
        }
    }
}
