// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import java.util.Arrays;

/**
 * For each texel of a texture the place on the surface it shows. A texel whose centre lies in a triangle shows that
 * point; a texel a chart only touches (its centre lies outside by less than a texel and a half) shows the nearest point
 * of the chart, so that bilinear filtering at a chart's rim, and charts thinner than a texel, get true values.
 *
 * <p>
 * Made once and shared by all bakes. Read-only.
 */
public final class SurfaceMap {
    /** How far outside, in texels, the nearest point of a chart is still taken. */
    private static final double REACH = 1.5;
    /** Distance in texels up to which background repeats the nearest texel: four mip levels. */
    private static final int GUTTER = 16;

    private final UnwrappedMesh mesh;
    private final int size;
    private final int[] triangle;
    private final byte[] coverage;
    private final GutterFill gutter;

    private SurfaceMap(UnwrappedMesh mesh, int size, int[] triangle, byte[] coverage, GutterFill gutter) {
        this.mesh = mesh;
        this.size = size;
        this.triangle = triangle;
        this.coverage = coverage;
        this.gutter = gutter;
    }

    /** Maps all texels of a {@code size} by {@code size} texture. */
    public static SurfaceMap of(UnwrappedMesh mesh, int size, RunContext context) {
        context.at("raster", 0);
        int[] triangle = new int[Math.multiplyExact(size, size)];
        Arrays.fill(triangle, -1);
        UvRaster.cover(mesh.uvs(), mesh.triangles(), size, 1e-6, context.parallel(),
                (t, y, x0, x1) -> Arrays.fill(triangle, y * size + x0, y * size + x1, t));
        byte[] coverage = new byte[triangle.length];
        context.at("raster", 0.5);
        int[] rim = rim(mesh, context.parallel());
        int[] rimTriangles = new int[3 * rim.length];
        for (int i = 0; i < rim.length; i++) System.arraycopy(mesh.triangles(), 3 * rim[i], rimTriangles, 3 * i, 3);
        int[][] bands = UvRaster.bands(mesh.uvs(), rimTriangles, size);
        context.parallel().each(bands.length, band -> touch(mesh, size, triangle, coverage, band, rim, bands[band]));
        context.at("gutter", 0);
        GutterFill gutter = GutterFill.plan(coverage, size, GUTTER, context.parallel());
        return new SurfaceMap(mesh, size, triangle, coverage, gutter);
    }

    /** Triangles with an edge on a chart's border. */
    private static int[] rim(UnwrappedMesh mesh, Parallel parallel) {
        int[] opposite = FaceAdjacency.opposites(mesh.triangles(), mesh.vertexCount(), parallel);
        int[] rim = new int[mesh.triangleCount()];
        int count = 0;
        for (int t = 0; t < rim.length; t++) {
            if (opposite[3 * t] < 0 || opposite[3 * t + 1] < 0 || opposite[3 * t + 2] < 0) rim[count++] = t;
        }
        return Arrays.copyOf(rim, count);
    }

    private static void touch(UnwrappedMesh mesh, int size, int[] triangle, byte[] coverage, int band, int[] rim,
            int[] members) {
        int top = band * UvRaster.BAND, bottom = Math.min(size, top + UvRaster.BAND);
        float[] distance = new float[(bottom - top) * size];
        Arrays.fill(distance, (float) (REACH * REACH));
        for (int i = top * size; i < bottom * size; i++) {
            if (triangle[i] >= 0) {
                coverage[i] = 2;
                distance[i - top * size] = -1;
            }
        }
        double[] point = new double[4];
        for (int member : members) {
            int t = rim[member];
            double x0 = size, x1 = 0, y0 = size, y1 = 0;
            for (int k = 0; k < 3; k++) {
                int v = 2 * mesh.triangles()[3 * t + k];
                double x = (double) mesh.uvs()[v] * size, y = (double) mesh.uvs()[v + 1] * size;
                x0 = Math.min(x0, x);
                x1 = Math.max(x1, x);
                y0 = Math.min(y0, y);
                y1 = Math.max(y1, y);
            }
            for (int y = Math.max(top, (int) (y0 - REACH)); y < Math.min(bottom, y1 + REACH); y++) {
                for (int x = Math.max(0, (int) (x0 - REACH)); x < Math.min(size, x1 + REACH); x++) {
                    int i = (y - top) * size + x;
                    if (distance[i] < 0) continue;
                    closest(mesh, size, t, x, y, point);
                    if (point[3] < distance[i]) {
                        distance[i] = (float) point[3];
                        triangle[y * size + x] = t;
                        coverage[y * size + x] = 1;
                    }
                }
            }
        }
    }

    public UnwrappedMesh mesh() { return mesh; }

    /** Texels along a side. */
    public int size() { return size; }

    /** Per texel, rows from the top: 2 the centre lies in a chart, 1 a chart touches it, 0 neither. */
    public byte[] coverage() {
        return coverage;
    }

    /** Fills the background of any map of this layout. */
    public GutterFill gutter() { return gutter; }

    /** Whether no texel shows anything. */
    public boolean isEmpty() {
        for (byte c : coverage) { if (c != 0) return false; }
        return true;
    }

    /** The triangle a texel shows, or -1. */
    public int triangle(int texel) { return triangle[texel]; }

    /**
     * Barycentric coordinates of the point a texel shows.
     *
     * @param out
     *            the weights of its triangle's corners go to places 0 to 2; length at least 4
     */
    public void barycentric(int texel, double[] out) {
        closest(mesh, size, triangle[texel], texel % size, texel / size, out);
    }

    /** Weights of the point of a triangle nearest to a texel's centre, then the squared distance in texels. */
    private static void closest(UnwrappedMesh mesh, int size, int t, int x, int y, double[] out) {
        int a = 2 * mesh.triangles()[3 * t], b = 2 * mesh.triangles()[3 * t + 1], c = 2 * mesh.triangles()[3 * t + 2];
        float[] uv = mesh.uvs();
        double px = x + 0.5, py = y + 0.5;
        double ax = (double) uv[a] * size - px, ay = (double) uv[a + 1] * size - py;
        double bx = (double) uv[b] * size - px, by = (double) uv[b + 1] * size - py;
        double cx = (double) uv[c] * size - px, cy = (double) uv[c + 1] * size - py;
        double wa = bx * cy - by * cx, wb = cx * ay - cy * ax, wc = ax * by - ay * bx, sum = wa + wb + wc;
        if (sum != 0 && wa / sum >= 0 && wb / sum >= 0 && wc / sum >= 0) {
            out[0] = wa / sum;
            out[1] = wb / sum;
            out[2] = wc / sum;
            out[3] = 0;
            return;
        }
        out[3] = Double.POSITIVE_INFINITY;
        edge(ax, ay, bx, by, 0, out);
        edge(bx, by, cx, cy, 1, out);
        edge(cx, cy, ax, ay, 2, out);
    }

    private static void edge(double px, double py, double qx, double qy, int from, double[] out) {
        double dx = qx - px, dy = qy - py, length = dx * dx + dy * dy;
        double s = length > 0 ? Math.clamp(-(px * dx + py * dy) / length, 0, 1) : 0;
        double x = px + s * dx, y = py + s * dy;
        if (x * x + y * y >= out[3]) return;
        out[3] = x * x + y * y;
        out[from] = 1 - s;
        out[(from + 1) % 3] = s;
        out[(from + 2) % 3] = 0;
    }
}
