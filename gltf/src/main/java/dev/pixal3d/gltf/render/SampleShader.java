// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.gltf.GlbMaterial;

/** Finds the colour of samples, r, g, b as 0 to 255 in sRGB. One thread uses it at a time. */
final class SampleShader {
    /** Edges of triangles smaller than so many pixels grow faint, so that a dense mesh still shows its form. */
    private static final double FAINT = 5;

    private final RenderScene scene;
    private final RenderMode mode;
    private final ScreenTransform camera;
    private final Rasterizer rasterizer;
    private final Lighting lighting;
    private final int lineWidth;
    private final double[] projected, e = new double[10];
    private final float[] n = new float[3], v = new float[3], t = new float[4], texel = new float[4];
    private int known = -1, level;
    private float flip, strength;

    SampleShader(RenderScene scene, RenderMode mode, ScreenTransform camera, double[] projected, Rasterizer rasterizer,
            int samples) {
        this.scene = scene;
        this.mode = mode;
        this.camera = camera;
        this.projected = projected;
        this.rasterizer = rasterizer;
        this.lighting = new Lighting(camera.axes());
        this.lineWidth = samples;
    }

    void shade(int triangle, int x, int y, float[] out) {
        if (triangle != known) begin(triangle);
        double sx = x + 0.5, sy = y + 0.5;
        double a = e[0] * sx + e[1] * sy + e[2], b = e[3] * sx + e[4] * sy + e[5], c = e[6] * sx + e[7] * sy + e[8];
        float wa = (float) (a / (a + b + c)), wb = (float) (b / (a + b + c)), wc = 1 - wa - wb;
        int[] corners = scene.triangles();
        int i = corners[3 * triangle], j = corners[3 * triangle + 1], k = corners[3 * triangle + 2];
        float[] uv = scene.uvs();
        float tu = wa * uv[2 * i] + wb * uv[2 * j] + wc * uv[2 * k], tv = wa * uv[2 * i + 1] + wb * uv[2 * j + 1] + wc
                * uv[2 * k + 1];
        RenderScene.Surface surface = scene.surfaces().get(scene.surfaceOf()[triangle]);
        if (mode == RenderMode.BASE_COLOR) {
            baseColor(surface, tu, tv, out);
            return;
        }
        float[] p = scene.positions();
        interpolate(scene.normals(), 3, i, j, k, wa, wb, wc, n);
        for (int d = 0; d < 3; d++) {
            n[d] *= flip;
            v[d] = (float) camera.eye()[d] - (wa * p[3 * i + d] + wb * p[3 * j + d] + wc * p[3 * k + d]);
        }
        normalize(n);
        normalize(v);
        boolean mapped = mode == RenderMode.SHADED || mode == RenderMode.NORMALS;
        if (mapped && surface.normal().isPresent()) {
            bend(surface, surface.normal().get(), triangle, i, j, k, wa, wb, wc, tu, tv);
        }
        switch (mode) {
            case NORMALS -> {
                for (int d = 0; d < 3; d++) out[d] = (n[d] + 1) * 127.5f;
            }
            case WIREFRAME -> wire(a, b, c, out);
            case UV_CHECKER -> checker(tu, tv, out);
            default -> light(surface, tu, tv, out);
        }
    }

    /** What a sample sees: position, normal with normal map, base colour; nine numbers. Textures are read in full. */
    void probe(int triangle, int x, int y, float[] out, int at) {
        if (triangle != known) begin(triangle);
        level = 0;
        double sx = x + 0.5, sy = y + 0.5;
        double a = e[0] * sx + e[1] * sy + e[2], b = e[3] * sx + e[4] * sy + e[5], c = e[6] * sx + e[7] * sy + e[8];
        float wa = (float) (a / (a + b + c)), wb = (float) (b / (a + b + c)), wc = 1 - wa - wb;
        int[] corners = scene.triangles();
        int i = corners[3 * triangle], j = corners[3 * triangle + 1], k = corners[3 * triangle + 2];
        interpolate(scene.positions(), 3, i, j, k, wa, wb, wc, v);
        interpolate(scene.normals(), 3, i, j, k, wa, wb, wc, n);
        for (int d = 0; d < 3; d++) n[d] *= flip;
        normalize(n);
        float[] uv = scene.uvs();
        float tu = wa * uv[2 * i] + wb * uv[2 * j] + wc * uv[2 * k], tv = wa * uv[2 * i + 1] + wb * uv[2 * j + 1] + wc
                * uv[2 * k + 1];
        RenderScene.Surface surface = scene.surfaces().get(scene.surfaceOf()[triangle]);
        if (surface.normal().isPresent()) {
            bend(surface, surface.normal().get(), triangle, i, j, k, wa, wb, wc, tu, tv);
        }
        baseColor(surface, tu, tv, t);
        System.arraycopy(v, 0, out, at, 3);
        System.arraycopy(n, 0, out, at + 3, 3);
        System.arraycopy(t, 0, out, at + 6, 3);
    }

    private void begin(int triangle) {
        known = triangle;
        boolean drawn = rasterizer.edges(triangle, e);
        int[] corners = scene.triangles();
        int i = 3 * corners[3 * triangle], j = 3 * corners[3 * triangle + 1], k = 3 * corners[3 * triangle + 2];
        double[] p = projected;
        double area = 1;
        if (drawn && p[i + 2] > 0 && p[j + 2] > 0 && p[k + 2] > 0) {
            area = Math.abs((p[j] / p[j + 2] - p[i] / p[i + 2]) * (p[k + 1] / p[k + 2] - p[i + 1] / p[i + 2]) - (p[k]
                    / p[k + 2] - p[i] / p[i + 2]) * (p[j + 1] / p[j + 2] - p[i + 1] / p[i + 2]));
        }
        MipTexture base = scene.surfaces().get(scene.surfaceOf()[triangle]).base();
        float[] uv = scene.uvs();
        int a = i / 3 * 2, b = j / 3 * 2, c = k / 3 * 2;
        double texels = Math.abs(((double) uv[b] - uv[a]) * ((double) uv[c + 1] - uv[a + 1]) - ((double) uv[c] - uv[a])
                * ((double) uv[b + 1] - uv[a + 1])) * base.width() * base.height();
        level = texels > area ? (int) (0.5 * Math.log(texels / area) / Math.log(2)) : 0;
        strength = (float) Math.clamp(Math.sqrt(area) / (FAINT * lineWidth), 0.2, 1);
        double det = p[i] * (p[j + 1] * p[k + 2] - p[j + 2] * p[k + 1]) + p[i + 1] * (p[j + 2] * p[k] - p[j] * p[k + 2])
                + p[i + 2] * (p[j] * p[k + 1] - p[j + 1] * p[k]);
        flip = det > 0 ? -1 : 1;
    }

    private void baseColor(RenderScene.Surface surface, float u, float tv, float[] out) {
        float[] factor = surface.material().baseColorFactor();
        boolean plain = factor[0] == 1 && factor[1] == 1 && factor[2] == 1;
        surface.base().sample(u, tv, 0, plain ? ColorSpace.IDENTITY : ColorSpace.LINEAR, texel);
        for (int d = 0; d < 3; d++) out[d] = plain ? texel[d] : ColorSpace.srgb(texel[d] * factor[d]);
    }

    private void light(RenderScene.Surface surface, float u, float tv, float[] out) {
        GlbMaterial material = surface.material();
        surface.data().sample(u, tv, level, ColorSpace.IDENTITY, texel);
        float rough = material.roughnessFactor() * texel[1] / 255, metal = material.metallicFactor() * texel[2] / 255;
        float open = 1;
        if (surface.occlusion().isPresent()) {
            surface.occlusion().get().sample(u, tv, level, ColorSpace.IDENTITY, texel);
            open = 1 + material.occlusionStrength() * (texel[0] / 255 - 1);
        }
        surface.base().sample(u, tv, level, ColorSpace.LINEAR, out);
        for (int d = 0; d < 3; d++) out[d] *= material.baseColorFactor()[d];
        lighting.shade(out, metal, rough, open, n, v);
        for (int d = 0; d < 3; d++) out[d] = ColorSpace.srgb(out[d]);
    }

    private void wire(double a, double b, double c, float[] out) {
        double nearest = Math.min(a / Math.hypot(e[0], e[1]), Math.min(b / Math.hypot(e[3], e[4]), c / Math.hypot(e[6],
                e[7])));
        float facing = Math.max(0, n[0] * v[0] + n[1] * v[1] + n[2] * v[2]);
        float ink = nearest < 0.5 * lineWidth ? strength : 0;
        out[0] = (130 + 115 * facing) * (1 - ink) + 25 * ink;
        out[1] = (135 + 113 * facing) * (1 - ink) + 60 * ink;
        out[2] = (145 + 110 * facing) * (1 - ink) + 120 * ink;
    }

    private void checker(float u, float tv, float[] out) {
        float facing = 0.35f + 0.65f * Math.max(0, n[0] * v[0] + n[1] * v[1] + n[2] * v[2]);
        boolean dark = (((int) Math.floor(u * 64) + (int) Math.floor(tv * 64)) & 1) == 0;
        float shade = facing * (dark ? 0.62f : 1);
        out[0] = shade * (60 + 195 * Math.clamp(u, 0, 1));
        out[1] = shade * (60 + 195 * Math.clamp(tv, 0, 1));
        out[2] = shade * (230 - 150 * Math.clamp((u + tv) / 2, 0, 1));
    }

    /** Turns the normal by the normal map, with tangents of the file or, where it has none, of the triangle. */
    private void bend(RenderScene.Surface surface, MipTexture map, int triangle, int i, int j, int k, float wa,
            float wb,
            float wc, float u, float tv) {
        interpolate(scene.tangents(), 4, i, j, k, wa, wb, wc, t);
        if (t[0] * t[0] + t[1] * t[1] + t[2] * t[2] < 1e-6f) faceTangent(triangle);
        float along = n[0] * t[0] + n[1] * t[1] + n[2] * t[2];
        for (int d = 0; d < 3; d++) t[d] -= along * n[d];
        normalize(t);
        float side = (t[3] < 0 ? -1 : 1) * flip;
        float bx = side * (n[1] * t[2] - n[2] * t[1]), by = side * (n[2] * t[0] - n[0] * t[2]), bz = side * (n[0] * t[1]
                - n[1] * t[0]);
        map.sample(u, tv, level, ColorSpace.IDENTITY, texel);
        float scale = surface.material().normalScale() / 127.5f;
        float x = texel[0] * scale - surface.material().normalScale(), y = texel[1] * scale - surface.material()
                .normalScale(), z = texel[2] / 127.5f - 1;
        float nx = n[0], ny = n[1], nz = n[2];
        n[0] = x * t[0] + y * bx + z * nx;
        n[1] = x * t[1] + y * by + z * ny;
        n[2] = x * t[2] + y * bz + z * nz;
        normalize(n);
    }

    private void faceTangent(int triangle) {
        int[] corners = scene.triangles();
        int i = corners[3 * triangle], j = corners[3 * triangle + 1], k = corners[3 * triangle + 2];
        float[] p = scene.positions(), uv = scene.uvs();
        float s1 = uv[2 * j] - uv[2 * i], t1 = uv[2 * j + 1] - uv[2 * i + 1], s2 = uv[2 * k] - uv[2 * i], t2 = uv[2 * k
                + 1] - uv[2 * i + 1], det = s1 * t2 - s2 * t1;
        for (int d = 0; d < 3; d++) {
            t[d] = Math.signum(det) * (t2 * (p[3 * j + d] - p[3 * i + d]) - t1 * (p[3 * k + d] - p[3 * i + d]));
        }
        t[3] = det < 0 ? 1 : -1;
        normalize(t);
    }

    private static void interpolate(float[] values, int width, int i, int j, int k, float wa, float wb, float wc,
            float[] out) {
        for (int d = 0; d < width; d++) {
            out[d] = wa * values[width * i + d] + wb * values[width * j + d] + wc * values[width * k + d];
        }
    }

    private static void normalize(float[] x) {
        float sum = x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
        float inv = sum > 0 ? 1 / (float) Math.sqrt(sum) : 0;
        for (int d = 0; d < 3; d++) x[d] *= inv;
    }
}
