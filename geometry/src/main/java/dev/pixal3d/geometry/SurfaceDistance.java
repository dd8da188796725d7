// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import java.util.Arrays;

/**
 * How far two surfaces are apart, measured from sample points of each to the other.
 *
 * @param rms
 *            root of the mean squared distance over both directions, in the unit asked for
 * @param p99
 *            99 % of the samples are closer
 * @param max
 *            greatest distance sampled, the sampled Hausdorff distance
 */
public record SurfaceDistance(double rms, double p99, double max) {

    /**
     * Measures. Samples are stratified: the surface is cut into pieces of equal area along the mesh's order, one sample in
     * each, so they spread evenly and are the same for any number of threads.
     *
     * @param samples
     *            points on each surface
     * @param unit
     *            length that counts as 1, the size of a voxel for example
     */
    public static SurfaceDistance between(Mesh a, Mesh b, int samples, double unit, Parallel parallel,
            Monitor monitor) {
        double[] distances = new double[2 * samples];
        monitor.at("measure", 0);
        measure(a, Bvh.of(b, parallel), samples, distances, 0, unit, parallel);
        monitor.at("measure", 0.5);
        measure(b, Bvh.of(a, parallel), samples, distances, samples, unit, parallel);
        Arrays.sort(distances);
        double sum = 0;
        for (double d : distances) sum += d * d;
        monitor.at("measure", 1);
        return new SurfaceDistance(Math.sqrt(sum / distances.length),
                distances[(int) (0.99 * (distances.length - 1))], distances[distances.length - 1]);
    }

    private static void measure(Mesh from, Bvh to, int samples, double[] out, int at, double unit, Parallel parallel) {
        int n = from.triangleCount();
        double[] area = new double[n + 1];
        int[] t = from.triangles();
        for (int f = 0; f < n; f++) {
            area[f + 1] = area[f] + Triangles.area(from.positions(), t[3 * f], t[3 * f + 1], t[3 * f + 2]);
        }
        parallel.range(samples, 1 << 10, (begin, end) -> {
            Bvh.Hit hit = new Bvh.Hit();
            double[] point = new double[3];
            for (int i = begin; i < end; i++) {
                long random = mix(i);
                double where = (i + (random >>> 40) * 0x1p-24) / samples * area[n];
                int found = Arrays.binarySearch(area, where);
                int face = Math.clamp(found < 0 ? -found - 2 : found, 0, n - 1);
                sample(from, face, mix(random), point);
                to.closest(point[0], point[1], point[2], Double.MAX_VALUE, hit);
                out[at + i] = Math.sqrt(hit.distance2) / unit;
            }
        });
    }

    private static void sample(Mesh mesh, int face, long random, double[] point) {
        double r = Math.sqrt((random >>> 40) * 0x1p-24);
        double s = (random & 0xffffff) * 0x1p-24;
        for (int k = 0; k < 3; k++) {
            double a = mesh.positions()[3 * mesh.triangles()[3 * face] + k];
            double b = mesh.positions()[3 * mesh.triangles()[3 * face + 1] + k];
            double c = mesh.positions()[3 * mesh.triangles()[3 * face + 2] + k];
            point[k] = (1 - r) * a + r * (1 - s) * b + r * s * c;
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
