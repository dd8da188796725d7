// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;

/**
 * A small z-buffer for looking at results: the model turned about its vertical axis, seen by the picture's camera.
 *
 * @param rgb
 *            interleaved colours, white where nothing is
 * @param depth
 *            model z after turning, negative infinity where nothing is
 */
record Raster(int size, float[] rgb, float[] depth) {
    static Raster of(Mesh mesh, AttributeField colour, double distance, double degrees, int size, boolean shaded) {
        float[] rgb = new float[3 * size * size];
        float[] depth = new float[size * size];
        Arrays.fill(rgb, 1);
        Arrays.fill(depth, Float.NEGATIVE_INFINITY);
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        float[] p = mesh.positions();
        float[] turned = new float[p.length];
        for (int v = 0; v < p.length; v += 3) {
            double x = cos * p[v] + sin * p[v + 2];
            double z = -sin * p[v] + cos * p[v + 2];
            double w = (distance - z) / distance;
            turned[v] = (float) ((x / w + 0.5) * size - 0.5);
            turned[v + 1] = (float) ((0.5 - p[v + 1] / w) * size - 0.5);
            turned[v + 2] = (float) z;
        }
        float[] at = new float[6];
        int[] t = mesh.triangles();
        for (int f = 0; f < t.length; f += 3) {
            int a = 3 * t[f];
            int b = 3 * t[f + 1];
            int c = 3 * t[f + 2];
            double area = cross(turned, a, b, turned[c], turned[c + 1]);
            if (area >= 0) continue;
            int x0 = (int) Math.ceil(Math.min(turned[a], Math.min(turned[b], turned[c])));
            int x1 = (int) Math.floor(Math.max(turned[a], Math.max(turned[b], turned[c])));
            int y0 = (int) Math.ceil(Math.min(turned[a + 1], Math.min(turned[b + 1], turned[c + 1])));
            int y1 = (int) Math.floor(Math.max(turned[a + 1], Math.max(turned[b + 1], turned[c + 1])));
            for (int y = Math.max(0, y0); y <= Math.min(size - 1, y1); y++) {
                for (int x = Math.max(0, x0); x <= Math.min(size - 1, x1); x++) {
                    double wa = cross(turned, b, c, x, y) / area;
                    double wb = cross(turned, c, a, x, y) / area;
                    double wc = 1 - wa - wb;
                    if (wa < 0 || wb < 0 || wc < 0) continue;
                    float z = (float) (wa * turned[a + 2] + wb * turned[b + 2] + wc * turned[c + 2]);
                    if (z <= depth[y * size + x]) continue;
                    depth[y * size + x] = z;
                    colour.sample((float) (wa * p[a] + wb * p[b] + wc * p[c]),
                            (float) (wa * p[a + 1] + wb * p[b + 1] + wc * p[c + 1]),
                            (float) (wa * p[a + 2] + wb * p[b + 2] + wc * p[c + 2]), at, 0);
                    float light = shaded ? shade(p, a, b, c, cos, sin) : 1;
                    for (int k = 0; k < 3; k++) rgb[3 * (y * size + x) + k] = at[k] * light;
                }
            }
        }
        return new Raster(size, rgb, depth);
    }

    boolean covers(int i) { return depth[i] > Float.NEGATIVE_INFINITY; }

    private static double cross(float[] p, int a, int b, double x, double y) {
        return (p[b] - p[a]) * (y - p[a + 1]) - (p[b + 1] - p[a + 1]) * (x - p[a]);
    }

    private static float shade(float[] p, int a, int b, int c, double cos, double sin) {
        double ux = p[b] - p[a];
        double uy = p[b + 1] - p[a + 1];
        double uz = p[b + 2] - p[a + 2];
        double vx = p[c] - p[a];
        double vy = p[c + 1] - p[a + 1];
        double vz = p[c + 2] - p[a + 2];
        double nx = uy * vz - uz * vy;
        double ny = uz * vx - ux * vz;
        double nz = ux * vy - uy * vx;
        double length = Math.max(1e-20, Math.sqrt(nx * nx + ny * ny + nz * nz));
        double tx = (cos * nx + sin * nz) / length;
        double tz = (-sin * nx + cos * nz) / length;
        return (float) (0.55 + 0.45 * Math.max(0, 0.3 * tx + 0.5 * ny / length + 0.8 * tz));
    }
}
