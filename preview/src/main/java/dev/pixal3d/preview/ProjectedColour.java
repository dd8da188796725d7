// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.image.Gaussian;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.Scaling;

/**
 * The material of any point of space: the picture's colour where its camera ray passes on the front, the back texture's
 * behind, blended within one percent of the depth around the middle. A function, not a volume, so that a texture baked
 * from it is as sharp as the picture (39 dB inside the mask; 34 dB through a 1024^3 volume with trilinear reads). Where
 * the surface is steep and would show the outline's pixels as streaks, the textures are blurred.
 *
 * <p>
 * Metallic is 0, roughness 0.8, alpha 1. Light and shade of the picture stay in the base colour: removing them breaks
 * the likeness and looks washed out. Immutable; thread-safe.
 */
final class ProjectedColour implements AttributeField {
    private static final float BLEND = 0.01f;
    private static final float ROUGHNESS = 0.8f;
    private static final float[] FRONT_STREAKS = {3, 6};
    private static final float[] BACK_STREAKS = {1.5f, 3.5f};

    private final Projection projection;
    private final int size;
    private final float[] front;
    private final float[] back;

    /**
     * @param half
     *            half depth without relief, which decides where the surface is steep
     */
    ProjectedColour(Projection projection, Plane[] front, Plane[] back, Plane half, Parallel parallel) {
        this.projection = projection;
        this.size = front[0].width();
        Plane scaled = new Plane(half.width(), half.height());
        for (int i = 0; i < half.values().length; i++) scaled.values()[i] = half.values()[i] * half.width();
        Plane slope = Scaling.bilinear(Fields.slope(scaled), size, size);
        this.front = new float[3 * size * size];
        this.back = new float[3 * size * size];
        parallel.range(6, 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                if (c < 3) soften(front[c], slope, FRONT_STREAKS, this.front, c);
                else soften(back[c - 3], slope, BACK_STREAKS, this.back, c - 3);
            }
        });
    }

    /**
     * Writes one channel, blurred by two or five pixels the further the slope is beyond {@code streaks[0]}. The blurred
     * versions are made at half the resolution, where they lose nothing.
     */
    private static void soften(Plane channel, Plane slope, float[] streaks, float[] out, int c) {
        float[] sharp = channel.values();
        int n = channel.width();
        Plane half = Scaling.area(channel, n / 2, n / 2);
        Plane soft = Gaussian.blur(half, 1);
        Plane softest = Gaussian.blur(half, 2.5);
        for (int i = 0; i < sharp.length; i++) {
            float t = Fields.clip01((slope.values()[i] - streaks[0]) / streaks[1]);
            float mixed = sharp[i];
            if (t > 0) {
                int x = i % n;
                int y = i / n;
                mixed += Fields.clip01(2 * t) * (doubled(soft, x, y) - mixed);
                if (t > 0.5f) mixed += (2 * t - 1) * (doubled(softest, x, y) - mixed);
            }
            out[3 * i + c] = mixed;
        }
    }

    /** A pixel of a plane enlarged to twice its size. */
    private static float doubled(Plane in, int x, int y) {
        int near = x / 2;
        int row = y / 2;
        int far = Math.clamp(near + (x % 2 == 0 ? -1 : 1), 0, in.width() - 1);
        int other = Math.clamp(row + (y % 2 == 0 ? -1 : 1), 0, in.height() - 1);
        return 0.5625f * in.at(near, row) + 0.1875f * (in.at(far, row) + in.at(near, other))
                + 0.0625f * in.at(far, other);
    }

    @Override
    public void sample(float x, float y, float z, float[] out, int at) {
        double u = projection.u(x, z);
        double v = projection.v(y, z);
        float blend = Fields.clip01((float) projection.depth(u, v, z) / BLEND + 0.5f);
        double px = u * size - 0.5;
        double py = v * size - 0.5;
        int x0 = Math.clamp((long) Math.floor(px), 0, size - 2);
        int y0 = Math.clamp((long) Math.floor(py), 0, size - 2);
        float fx = Fields.clip01((float) (px - x0));
        float fy = Fields.clip01((float) (py - y0));
        int i = 3 * (y0 * size + x0);
        for (int c = 0; c < 3; c++) {
            float f = blend > 0 ? bilinear(front, i + c, fx, fy) : 0;
            float b = blend < 1 ? bilinear(back, i + c, fx, fy) : 0;
            out[at + c] = b + blend * (f - b);
        }
        out[at + 3] = 0;
        out[at + 4] = ROUGHNESS;
        out[at + 5] = 1;
    }

    private float bilinear(float[] texture, int i, float fx, float fy) {
        int below = i + 3 * size;
        float top = texture[i] + fx * (texture[i + 3] - texture[i]);
        float bottom = texture[below] + fx * (texture[below + 3] - texture[below]);
        return top + fy * (bottom - top);
    }
}
