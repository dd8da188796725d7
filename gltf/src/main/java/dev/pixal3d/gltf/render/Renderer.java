// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.image.RgbaImage;

/**
 * Draws models on the CPU: perspective, hidden surfaces, culled backs, textures, normal maps. Made for thumbnails and
 * for measuring exports against their input: nothing native, the same bytes for any number of threads. Bands of rows
 * are independent; within a band the nearest triangle of each sample is found first and then shaded once.
 */
public final class Renderer {
    private static final int BAND_PIXELS = 16;

    private final RenderScene scene;

    /** Prepares a model for any number of pictures. */
    public Renderer(GlbModel model) {
        this.scene = RenderScene.of(model);
    }

    /** One picture of a model. */
    public static RgbaImage render(GlbModel model, View view, RenderOptions options, Parallel parallel) {
        return new Renderer(model).render(view, options, parallel);
    }

    /** A square picture. Its alpha is the share covered, over the background. */
    public RgbaImage render(View view, RenderOptions options, Parallel parallel) {
        int size = options.size(), samples = options.samples(), side = size * samples;
        ScreenTransform camera = ScreenTransform.of(view, scene, side);
        double[] projected = camera.project(scene.positions());
        int rows = BAND_PIXELS * samples, bands = (size + BAND_PIXELS - 1) / BAND_PIXELS;
        Rasterizer.Bins bins = Rasterizer.bins(scene, projected, side, rows);
        byte[] pixels = new byte[4 * size * size];
        parallel.range(bands, 1, (from, to) -> {
            Rasterizer rasterizer = new Rasterizer(scene, projected, side);
            SampleShader shader = new SampleShader(scene, options.mode(), camera, projected, rasterizer, samples);
            int[] ids = new int[rows * side];
            for (int band = from; band < to; band++) {
                rasterizer.draw(bins, band, band * rows, rows, Layer.FIRST, ids);
                for (int y = band * BAND_PIXELS; y < Math.min(size, (band + 1) * BAND_PIXELS); y++) {
                    for (int x = 0; x < size; x++) pixel(options, shader, ids, y % BAND_PIXELS, x, y, pixels);
                }
            }
        });
        return new RgbaImage(size, size, pixels);
    }

    /**
     * What the middle of each pixel sees, rows from the top.
     *
     * @param triangle
     *            -1 where there is none; triangles of the primitives follow each other
     * @param values
     *            position xyz, unit normal xyz (with normal map), base colour r, g, b in sRGB 0 to 255; nine a pixel
     */
    public record Probe(int size, int[] triangle, float[] values) {
        /** Numbers a pixel in {@link #values}. */
        public static final int WIDTH = 9;
    }

    /** Which of the surfaces behind a pixel is meant. */
    public enum Layer {
        /** The nearest, which is what a picture shows. */
        FIRST,
        /** The farthest, which is what a picture from behind along the same rays would show. */
        LAST
    }

    /** Measures instead of drawing: textures are not filtered by distance, nothing is blended. */
    public Probe probe(View view, int size, Parallel parallel) {
        return probe(view, size, Layer.FIRST, parallel);
    }

    /** The same for either end of the rays; the last layer needs double-sided materials to be seen from within. */
    public Probe probe(View view, int size, Layer layer, Parallel parallel) {
        ScreenTransform camera = ScreenTransform.of(view, scene, size);
        double[] projected = camera.project(scene.positions());
        int bands = (size + BAND_PIXELS - 1) / BAND_PIXELS;
        Rasterizer.Bins bins = Rasterizer.bins(scene, projected, size, BAND_PIXELS);
        int[] triangle = new int[size * size];
        float[] values = new float[Probe.WIDTH * size * size];
        parallel.range(bands, 1, (from, to) -> {
            Rasterizer rasterizer = new Rasterizer(scene, projected, size);
            SampleShader shader = new SampleShader(scene, RenderMode.NORMALS, camera, projected, rasterizer, 1);
            int[] ids = new int[BAND_PIXELS * size];
            for (int band = from; band < to; band++) {
                rasterizer.draw(bins, band, band * BAND_PIXELS, BAND_PIXELS, layer, ids);
                int first = band * BAND_PIXELS * size, end = Math.min(triangle.length, first + ids.length);
                for (int i = first; i < end; i++) {
                    triangle[i] = ids[i - first];
                    if (triangle[i] >= 0) { shader.probe(triangle[i], i % size, i / size, values, Probe.WIDTH * i); }
                }
            }
        });
        return new Probe(size, triangle, values);
    }

    private static void pixel(RenderOptions options, SampleShader shader, int[] ids, int row, int x, int y,
            byte[] out) {
        int n = options.samples(), side = options.size() * n, covered = 0;
        float r = 0, g = 0, b = 0;
        float[] color = new float[4];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                int id = ids[(row * n + j) * side + x * n + i];
                if (id < 0) continue;
                covered++;
                if (options.mode() == RenderMode.MASK) continue;
                shader.shade(id, x * n + i, y * n + j, color);
                r += color[0];
                g += color[1];
                b += color[2];
            }
        }
        int at = 4 * (y * options.size() + x), all = n * n, ground = options.background();
        if (options.mode() == RenderMode.MASK) {
            out[at] = out[at + 1] = out[at + 2] = (byte) Math.round(255f * covered / all);
            out[at + 3] = -1;
            return;
        }
        float behind = (all - covered) * (ground >>> 24) / 255f, weight = covered + behind;
        if (weight == 0) return;
        out[at] = (byte) Math.round((r + behind * (ground >> 16 & 0xff)) / weight);
        out[at + 1] = (byte) Math.round((g + behind * (ground >> 8 & 0xff)) / weight);
        out[at + 2] = (byte) Math.round((b + behind * (ground & 0xff)) / weight);
        out[at + 3] = (byte) Math.round(255 * weight / all);
    }
}
