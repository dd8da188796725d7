// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GlbMaterial;
import java.util.Arrays;

/**
 * Finds the nearest triangle of each sample of a band of rows.
 *
 * <p>
 * Edges are tested in homogeneous coordinates (Olano and Greer, "Triangle Scan Conversion using 2D Homogeneous
 * Coordinates", 1997): with p_i = (X, Y, W) of the corners, the edge functions are the rows of the adjugate, e_0 = p_1
 * x p_2 and so on. No triangle needs clipping, and the functions of an edge shared by two triangles are exact negatives
 * of each other, so that a sample on it belongs to one of them. Their sum over the determinant is 1 / W.
 */
final class Rasterizer {
    /** Ordered thresholds: blended surfaces are drawn as a share of their samples. */
    private static final int[] BAYER = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};

    private final RenderScene scene;
    private final double[] projected;
    private final int size;
    private final float[] texel = new float[4];

    Rasterizer(RenderScene scene, double[] projected, int size) {
        this.scene = scene;
        this.projected = projected;
        this.size = size;
    }

    /** Which bands each triangle touches. */
    record Bins(int[] starts, int[] triangles) {}

    static Bins bins(RenderScene scene, double[] projected, int size, int rows) {
        int bands = (size + rows - 1) / rows, faces = scene.triangles().length / 3;
        int[] first = new int[faces], last = new int[faces], starts = new int[bands + 1];
        for (int t = 0; t < faces; t++) {
            double[] box = box(projected, scene.triangles(), t, size);
            first[t] = (int) box[2] / rows;
            last[t] = box[2] > box[3] || box[0] > box[1] ? first[t] - 1 : (int) box[3] / rows;
            for (int b = first[t]; b <= last[t]; b++) starts[b + 1]++;
        }
        for (int b = 0; b < bands; b++) starts[b + 1] += starts[b];
        int[] fill = Arrays.copyOf(starts, bands), list = new int[starts[bands]];
        for (int t = 0; t < faces; t++) for (int b = first[t]; b <= last[t]; b++) list[fill[b]++] = t;
        return new Bins(starts, list);
    }

    /** First and last column and row of samples that a triangle may cover; first greater than last if none. */
    private static double[] box(double[] projected, int[] triangles, int t, int size) {
        double x0 = size, x1 = 0, y0 = size, y1 = 0;
        for (int c = 3 * t; c < 3 * t + 3; c++) {
            int v = 3 * triangles[c];
            double w = projected[v + 2];
            if (!(w > 1e-9)) return new double[]{0, size - 1, 0, size - 1};
            x0 = Math.min(x0, projected[v] / w);
            x1 = Math.max(x1, projected[v] / w);
            y0 = Math.min(y0, projected[v + 1] / w);
            y1 = Math.max(y1, projected[v + 1] / w);
        }
        return new double[]{Math.max(0, Math.floor(x0 - 0.5)), Math.min(size - 1, Math.ceil(x1 - 0.5)), Math.max(0, Math
                .floor(y0 - 0.5)), Math.min(size - 1, Math.ceil(y1 - 0.5))};
    }

    /**
     * Draws the triangles of a band.
     *
     * @param ids
     *            receives the triangle of each sample of the rows, -1 where there is none
     */
    void draw(Bins bins, int band, int firstRow, int rows, Renderer.Layer layer, int[] ids) {
        Arrays.fill(ids, -1);
        float sign = layer == Renderer.Layer.FIRST ? 1 : -1;
        float[] nearness = new float[rows * size];
        Arrays.fill(nearness, layer == Renderer.Layer.FIRST ? 0 : Float.NEGATIVE_INFINITY);
        double[] e = new double[10];
        for (int i = bins.starts[band]; i < bins.starts[band + 1]; i++) {
            int t = bins.triangles[i];
            if (!edges(t, e)) continue;
            RenderScene.Surface surface = scene.surfaces().get(scene.surfaceOf()[t]);
            boolean thin = surface.material().alphaMode() != AlphaMode.OPAQUE;
            double[] box = box(projected, scene.triangles(), t, size);
            int y1 = Math.min((int) box[3], firstRow + rows - 1), x1 = (int) box[1];
            for (int y = Math.max((int) box[2], firstRow); y <= y1; y++) {
                for (int x = (int) box[0]; x <= x1; x++) {
                    double sx = x + 0.5, sy = y + 0.5;
                    double a = e[0] * sx + e[1] * sy + e[2], b = e[3] * sx + e[4] * sy + e[5], c = e[6] * sx + e[7] * sy
                            + e[8];
                    if (a < 0 || b < 0 || c < 0) continue;
                    if (a == 0 && !owns(e, 0) || b == 0 && !owns(e, 3) || c == 0 && !owns(e, 6)) continue;
                    float near = sign * (float) ((a + b + c) * e[9]);
                    int at = (y - firstRow) * size + x;
                    if (near <= nearness[at] || thin && !visible(t, surface, x, y, a, b, c)) continue;
                    nearness[at] = near;
                    ids[at] = t;
                }
            }
        }
    }

    /**
     * The three edge functions of a triangle, positive inside, and the reciprocal of the determinant.
     *
     * @return false for a triangle that shows its back and is not drawn, or has no area
     */
    boolean edges(int t, double[] e) {
        int[] corners = scene.triangles();
        int p = 3 * corners[3 * t], q = 3 * corners[3 * t + 1], r = 3 * corners[3 * t + 2];
        cross(q, r, e, 0);
        cross(r, p, e, 3);
        cross(p, q, e, 6);
        double det = projected[p] * e[0] + projected[p + 1] * e[1] + projected[p + 2] * e[2];
        if (det == 0 || !Double.isFinite(det)) return false;
        boolean back = det > 0;
        if (back && !scene.surfaces().get(scene.surfaceOf()[t]).material().doubleSided()) return false;
        if (!back) for (int k = 0; k < 9; k++) e[k] = -e[k];
        e[9] = 1 / Math.abs(det);
        return true;
    }

    private void cross(int a, int b, double[] e, int at) {
        double[] p = projected;
        e[at] = p[a + 1] * p[b + 2] - p[a + 2] * p[b + 1];
        e[at + 1] = p[a + 2] * p[b] - p[a] * p[b + 2];
        e[at + 2] = p[a] * p[b + 1] - p[a + 1] * p[b];
    }

    private static boolean owns(double[] e, int at) { return e[at] > 0 || e[at] == 0 && e[at + 1] > 0; }

    private boolean visible(int t, RenderScene.Surface surface, int x, int y, double a, double b, double c) {
        float[] uv = scene.uvs();
        int[] corners = scene.triangles();
        int i = 2 * corners[3 * t], j = 2 * corners[3 * t + 1], k = 2 * corners[3 * t + 2];
        double sum = a + b + c;
        float u = (float) ((a * uv[i] + b * uv[j] + c * uv[k]) / sum), v = (float) ((a * uv[i + 1] + b * uv[j + 1] + c
                * uv[k + 1]) / sum);
        surface.base().sample(u, v, 0, ColorSpace.IDENTITY, texel);
        GlbMaterial material = surface.material();
        float alpha = texel[3] / 255 * material.baseColorFactor()[3];
        return material.alphaMode() == AlphaMode.MASK
                ? alpha >= material.alphaCutoff()
                : alpha * 16 > BAYER[(y & 3) * 4
                        + (x & 3)] + 0.5f;
    }
}
