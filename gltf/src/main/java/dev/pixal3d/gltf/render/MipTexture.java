// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.gltf.GlbTexture;
import dev.pixal3d.image.RgbaImage;
import java.util.ArrayList;
import java.util.List;

/** A texture with its halved copies, read bilinearly. Thread-safe. */
final class MipTexture {
    private final List<RgbaImage> levels = new ArrayList<>();
    private final boolean repeatS, repeatT;

    MipTexture(RgbaImage image, boolean repeatS, boolean repeatT) {
        this.repeatS = repeatS;
        this.repeatT = repeatT;
        levels.add(image);
    }

    static MipTexture of(GlbTexture texture) {
        MipTexture mip = new MipTexture(texture.image(), texture.repeatS(), texture.repeatT());
        while (mip.levels.getLast().width() > 1 && mip.levels.getLast().height() > 1) {
            mip.levels.add(half(mip.levels.getLast()));
        }
        return mip;
    }

    static MipTexture single(int r, int g, int b) {
        return new MipTexture(new RgbaImage(1, 1, new byte[]{(byte) r, (byte) g, (byte) b, -1}), false, false);
    }

    int width() { return levels.getFirst().width(); }

    int height() { return levels.getFirst().height(); }

    /**
     * Reads r, g, b, a, 0 to 255.
     *
     * @param level
     *            how often the texture is halved, at most
     * @param decode
     *            what r, g, b bytes mean, 256 entries; alpha is taken as it is
     */
    void sample(float u, float v, int level, float[] decode, float[] out) {
        RgbaImage image = levels.get(Math.min(level, levels.size() - 1));
        int w = image.width(), h = image.height();
        float x = u * w - 0.5f, y = v * h - 0.5f;
        double fx = Math.floor(x), fy = Math.floor(y);
        float tx = (float) (x - fx), ty = (float) (y - fy);
        int x0 = wrap(fx, w, repeatS), x1 = wrap(fx + 1, w, repeatS);
        int y0 = wrap(fy, h, repeatT), y1 = wrap(fy + 1, h, repeatT);
        byte[] p = image.pixels();
        int a = 4 * (y0 * w + x0), b = 4 * (y0 * w + x1), c = 4 * (y1 * w + x0), d = 4 * (y1 * w + x1);
        for (int k = 0; k < 3; k++) {
            float top = mix(decode[p[a + k] & 0xff], decode[p[b + k] & 0xff], tx);
            out[k] = mix(top, mix(decode[p[c + k] & 0xff], decode[p[d + k] & 0xff], tx), ty);
        }
        float top = mix(p[a + 3] & 0xff, p[b + 3] & 0xff, tx);
        out[3] = mix(top, mix(p[c + 3] & 0xff, p[d + 3] & 0xff, tx), ty);
    }

    private static float mix(float a, float b, float t) { return a + (b - a) * t; }

    private static int wrap(double i, int size, boolean repeat) {
        if (!repeat) return (int) Math.clamp(i, 0, size - 1);
        int r = (int) (i % size);
        return r < 0 ? r + size : r;
    }

    private static RgbaImage half(RgbaImage image) {
        int w = image.width() / 2, h = image.height() / 2, row = 4 * image.width();
        byte[] in = image.pixels(), out = new byte[4 * w * h];
        for (int y = 0, to = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int at = 2 * y * row + 8 * x;
                for (int k = 0; k < 4; k++, at++) {
                    out[to++] = (byte) ((in[at] & 0xff) + (in[at + 4] & 0xff) + (in[at + row] & 0xff) + (in[at + row
                            + 4] & 0xff) + 2 >> 2);
                }
            }
        }
        return new RgbaImage(w, h, out);
    }
}
