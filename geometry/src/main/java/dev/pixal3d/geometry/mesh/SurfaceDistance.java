// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import java.util.Arrays;

/**
 * How far two surfaces are apart, measured from sample points of each to the other.
 *
 * <p>
 * A sample is first looked for within a quarter of the unit and, where nothing is that near, within four times as much,
 * and so on: most samples of a simplified surface are found at once, for a third of the time of a search without a
 * bound.
 *
 * @param rms
 *            root of the mean squared distance over both directions, in the unit asked for
 * @param p99
 *            99 % of the samples are closer
 * @param max
 *            greatest distance sampled, the sampled Hausdorff distance
 */
public record SurfaceDistance(double rms, double p99, double max) {
    private static final double FIRST_REACH = 0.25;
    private static final double WIDER = 4;
    private static final int GRAIN = 1 << 10;

    /**
     * Measures. Samples are stratified: the surface is cut into pieces of equal area along the mesh's order, one sample
     * in each, so they spread evenly and are the same for any number of threads.
     *
     * @param samples
     *            points on each surface
     * @param unit
     *            length that counts as 1, the size of a voxel for example
     */
    public static SurfaceDistance between(Mesh a, Mesh b, int samples, double unit, RunContext context) {
        context.at("measure", 0);
        double[] all = Arrays.copyOf(distances(a, b, samples, unit, context.parallel()), 2 * samples);
        context.at("measure", 0.5);
        System.arraycopy(distances(b, a, samples, unit, context.parallel()), 0, all, samples, samples);
        Arrays.sort(all);
        double sum = 0;
        for (double d : all) sum += d * d;
        context.at("measure", 1);
        return new SurfaceDistance(Math.sqrt(sum / all.length) / unit, all[(int) (0.99 * (all.length - 1))] / unit,
                all[all.length - 1] / unit);
    }

    private static double[] distances(Mesh from, Mesh to, int samples, double unit, Parallel parallel) {
        double[] points = points(from, samples, parallel);
        Bvh bvh = Bvh.of(to, parallel);
        double[] out = new double[samples];
        parallel.range(samples, GRAIN, (begin, end) -> {
            Bvh.Hit hit = new Bvh.Hit();
            for (int i = begin; i < end; i++) {
                double reach = FIRST_REACH * unit;
                do {
                    bvh.closest(points[3 * i], points[3 * i + 1], points[3 * i + 2], reach, hit);
                    reach *= WIDER;
                } while (hit.face < 0 && reach < Double.POSITIVE_INFINITY);
                out[i] = Math.sqrt(hit.distance2);
            }
        });
        return out;
    }

    private static double[] points(Mesh mesh, int samples, Parallel parallel) {
        int n = mesh.triangleCount();
        double[] area = new double[n + 1];
        int[] t = mesh.triangles();
        parallel.range(n, 1 << 14, (from, to) -> {
            for (int f = from; f < to; f++) {
                area[f + 1] = Triangles.area(mesh.positions(), t[3 * f], t[3 * f + 1], t[3 * f + 2]);
            }
        });
        for (int f = 0; f < n; f++) area[f + 1] += area[f];
        double[] points = new double[3 * samples];
        parallel.range(samples, GRAIN, (begin, end) -> {
            for (int i = begin; i < end; i++) {
                long random = mix(i);
                double where = (i + (random >>> 40) * 0x1p-24) / samples * area[n];
                int found = Arrays.binarySearch(area, where);
                int face = Math.clamp(found < 0 ? -found - 2 : found, 0, n - 1);
                sample(mesh, face, mix(random), points, 3 * i);
            }
        });
        return points;
    }

    private static void sample(Mesh mesh, int face, long random, double[] points, int at) {
        double r = Math.sqrt((random >>> 40) * 0x1p-24);
        double s = (random & 0xffffff) * 0x1p-24;
        for (int k = 0; k < 3; k++) {
            double a = mesh.positions()[3 * mesh.triangles()[3 * face] + k];
            double b = mesh.positions()[3 * mesh.triangles()[3 * face + 1] + k];
            double c = mesh.positions()[3 * mesh.triangles()[3 * face + 2] + k];
            points[at + k] = (1 - r) * a + r * (1 - s) * b + r * s * c;
        }
    }

    /** SplitMix64's finaliser. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
