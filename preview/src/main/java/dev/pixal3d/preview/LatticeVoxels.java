// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;
import java.util.Optional;

/**
 * The same solid as an O-Voxel volume: inside or outside is decided once at each lattice corner, a voxel is active when
 * its corners differ, a flag is set when its edge's ends differ. So the flags of all voxels agree and separate inside
 * from outside without a leak. The dual vertex is the mean of the edge crossings, each kept a tenth of an edge away
 * from the corners, so that it lies inside its voxel and apart from all others (see {@link SurfaceNets}).
 */
final class LatticeVoxels {
    private static final int GRAIN = 8;
    private static final int BLOCK = 16;
    /** Least distance of a crossing from the ends of its edge, in edges. */
    private static final double MARGIN = 0.1;

    private final ClosedField field;
    private final Projection projection;
    private final int resolution;
    private final int zFrom;
    private final int words;
    private final double zLeast;
    private final double zMost;
    /** Lowest and highest z of the solid in and next to each block of the field's pixels; 1 and -1 where it is not. */
    private final float[] blockLow;
    private final float[] blockHigh;
    private final int blocks;

    private LatticeVoxels(ClosedField field, Projection projection, int resolution) {
        this.field = field;
        this.projection = projection;
        this.resolution = resolution;
        this.blocks = (field.size() + BLOCK - 1) / BLOCK;
        this.blockLow = new float[blocks * blocks];
        this.blockHigh = new float[blocks * blocks];
        fillBlocks();
        double low = 0.5;
        double high = -0.5;
        for (int b = 0; b < blockLow.length; b++) {
            low = Math.min(low, blockLow[b]);
            high = Math.max(high, blockHigh[b]);
        }
        this.zLeast = low;
        this.zMost = high;
        this.zFrom = Math.max(0, (int) Math.floor((0.5 + low) * resolution) - 1);
        int zTo = Math.min(resolution, (int) Math.ceil((0.5 + high) * resolution) + 1);
        this.words = (zTo - zFrom + 1 + 63) / 64;
    }

    private void fillBlocks() {
        int m = field.size();
        for (int b = 0; b < blockLow.length; b++) {
            int x0 = b % blocks * BLOCK;
            int y0 = b / blocks * BLOCK;
            double low = 1;
            double high = -1;
            for (int y = Math.max(0, y0 - 1); y < Math.min(m, y0 + BLOCK + 1); y++) {
                for (int x = Math.max(0, x0 - 1); x < Math.min(m, x0 + BLOCK + 1); x++) {
                    double u = (x + 0.5) / m;
                    double v = (y + 0.5) / m;
                    float front = field.front().at(x, y);
                    float back = field.back().at(x, y);
                    if (front > 0) high = Math.max(high, projection.z(u, v, Math.sqrt(front)));
                    if (back > 0) low = Math.min(low, projection.z(u, v, -Math.sqrt(back)));
                }
            }
            blockLow[b] = (float) low;
            blockHigh[b] = (float) high;
        }
    }

    /** Corners between these two z can be inside on the line through (x, y): rays lead outwards over few blocks. */
    private double[] range(int x, int y) {
        double px = x / (double) resolution - 0.5;
        double py = y / (double) resolution - 0.5;
        int bx = block(projection.u(px, zLeast));
        int by = block(projection.v(py, zLeast));
        int farX = block(projection.u(px, zMost));
        int farY = block(projection.v(py, zMost));
        double low = 1;
        double high = -1;
        for (int v = Math.min(by, farY); v <= Math.max(by, farY); v++) {
            for (int u = Math.min(bx, farX); u <= Math.max(bx, farX); u++) {
                low = Math.min(low, blockLow[v * blocks + u]);
                high = Math.max(high, blockHigh[v * blocks + u]);
            }
        }
        return new double[]{low, high};
    }

    private int block(double picture) {
        return Math.clamp((int) (picture * field.size() - 0.5) / BLOCK, 0, blocks - 1);
    }

    static OVoxel sample(ClosedField field, Projection projection, AttributeField attributes, int resolution,
            Parallel parallel) {
        LatticeVoxels lattice = new LatticeVoxels(field, projection, resolution);
        Slab[] slabs = new Slab[(resolution + GRAIN - 1) / GRAIN];
        parallel.range(slabs.length, 1, (from, to) -> {
            for (int s = from; s < to; s++) {
                slabs[s] = lattice.slab(s * GRAIN, Math.min(resolution, (s + 1) * GRAIN));
            }
        });
        int count = 0;
        for (Slab slab : slabs) count += slab.count;
        int[] coords = new int[3 * count];
        float[] dual = new float[3 * count];
        byte[] crossed = new byte[count];
        float[] values = new float[OVoxel.ATTRIBUTES * count];
        int at = 0;
        for (Slab slab : slabs) {
            System.arraycopy(slab.coords, 0, coords, 3 * at, 3 * slab.count);
            System.arraycopy(slab.dual, 0, dual, 3 * at, 3 * slab.count);
            System.arraycopy(slab.crossed, 0, crossed, at, slab.count);
            at += slab.count;
        }
        parallel.range(count, 4096, (from, to) -> {
            for (int i = from; i < to; i++) {
                attributes.sample(lattice.position(coords[3 * i] + 0.5), lattice.position(coords[3 * i + 1] + 0.5),
                        lattice.position(coords[3 * i + 2] + 0.5), values, OVoxel.ATTRIBUTES * i);
            }
        });
        return new OVoxel(resolution, coords, dual, crossed, values, Optional.empty());
    }

    private float position(double corner) { return (float) (corner / resolution - 0.5); }

    /** F at a lattice corner: positive inside. */
    private double value(int x, int y, int z) {
        double pz = z / (double) resolution - 0.5;
        int m = field.size();
        double across = projection.u(x / (double) resolution - 0.5, pz);
        double down = projection.v(y / (double) resolution - 0.5, pz);
        double u = across * m - 0.5;
        double v = down * m - 0.5;
        if (u < 0 || v < 0 || u >= m - 1 || v >= m - 1) return -1;
        double depth = projection.depth(across, down, pz);
        float[] squared = (depth >= 0 ? field.front() : field.back()).values();
        int i = ((int) v) * m + (int) u;
        double fx = u - (int) u;
        double fy = v - (int) v;
        double top = squared[i] + fx * (squared[i + 1] - squared[i]);
        double bottom = squared[i + m] + fx * (squared[i + m + 1] - squared[i + m]);
        return top + fy * (bottom - top) - depth * depth;
    }

    /** Bit z - zFrom of row y: corner (x, y, z) is inside. */
    private long[] plane(int x) {
        long[] bits = new long[(resolution + 1) * words];
        int last = Math.min(resolution, zFrom + 64 * words - 2);
        for (int y = 1; y < resolution; y++) {
            double[] range = range(x, y);
            int first = Math.max(zFrom + 1, (int) Math.floor((0.5 + range[0]) * resolution));
            int top = Math.min(last, (int) Math.ceil((0.5 + range[1]) * resolution) + 1);
            for (int z = first; z < top; z++) if (value(x, y, z) > 0) set(bits, y, z);
        }
        return bits;
    }

    private void set(long[] bits, int y, int z) { bits[y * words + ((z - zFrom) >> 6)] |= 1L << ((z - zFrom) & 63); }

    private boolean get(long[] bits, int y, int z) {
        return (bits[y * words + ((z - zFrom) >> 6)] >>> ((z - zFrom) & 63) & 1) != 0;
    }

    private static final class Slab {
        int count;
        int[] coords = new int[3 * 1024];
        float[] dual = new float[3 * 1024];
        byte[] crossed = new byte[1024];

        void grow() {
            int size = 2 * crossed.length;
            coords = Arrays.copyOf(coords, 3 * size);
            dual = Arrays.copyOf(dual, 3 * size);
            crossed = Arrays.copyOf(crossed, size);
        }
    }

    private Slab slab(int from, int to) {
        Slab out = new Slab();
        long[] near = from == 0 ? new long[(resolution + 1) * words] : plane(from);
        for (int x = from; x < to; x++) {
            long[] far = x + 1 == resolution ? new long[(resolution + 1) * words] : plane(x + 1);
            for (int y = 0; y < resolution; y++) row(x, y, near, far, out);
            near = far;
        }
        return out;
    }

    private void row(int x, int y, long[] near, long[] far, Slab out) {
        int a = y * words;
        int b = a + words;
        long anyNext = near[a] | near[b] | far[a] | far[b];
        long allNext = near[a] & near[b] & far[a] & far[b];
        for (int w = 0; w < words; w++) {
            long any = anyNext;
            long all = allNext;
            boolean more = w + 1 < words;
            anyNext = more ? near[a + w + 1] | near[b + w + 1] | far[a + w + 1] | far[b + w + 1] : 0;
            allNext = more ? near[a + w + 1] & near[b + w + 1] & far[a + w + 1] & far[b + w + 1] : 0;
            long active = (any | any >>> 1 | anyNext << 63) & ~(all & (all >>> 1 | allNext << 63));
            for (; active != 0; active &= active - 1) {
                int z = zFrom + 64 * w + Long.numberOfTrailingZeros(active);
                if (z < resolution) voxel(x, y, z, near, far, out);
            }
        }
    }

    private void voxel(int x, int y, int z, long[] near, long[] far, Slab out) {
        if (out.count == out.crossed.length) out.grow();
        int inside = 0;
        double[] value = new double[8];
        for (int c = 0; c < 8; c++) {
            int dx = c & 1;
            int dy = c >> 1 & 1;
            int dz = c >> 2;
            boolean in = get(dx == 0 ? near : far, y + dy, Math.min(z + dz, zFrom + 64 * words - 1));
            if (in) inside |= 1 << c;
            double f = value(x + dx, y + dy, z + dz);
            value[c] = in ? Math.max(f, 1e-12) : Math.min(f, -1e-12);
        }
        double sx = 0;
        double sy = 0;
        double sz = 0;
        int crossings = 0;
        int flags = 0;
        for (int axis = 0; axis < 3; axis++) {
            int bit = 1 << axis;
            for (int c = 0; c < 8; c++) {
                if ((c & bit) != 0 || (inside >> c & 1) == (inside >> (c | bit) & 1)) continue;
                double t = Math.clamp(value[c] / (value[c] - value[c | bit]), MARGIN, 1 - MARGIN);
                sx += axis == 0 ? t : c & 1;
                sy += axis == 1 ? t : c >> 1 & 1;
                sz += axis == 2 ? t : c >> 2;
                crossings++;
                if ((c | bit) == 7) flags |= bit;
            }
        }
        int i = out.count++;
        out.coords[3 * i] = x;
        out.coords[3 * i + 1] = y;
        out.coords[3 * i + 2] = z;
        out.dual[3 * i] = (float) (sx / crossings);
        out.dual[3 * i + 1] = (float) (sy / crossings);
        out.dual[3 * i + 2] = (float) (sz / crossings);
        out.crossed[i] = (byte) flags;
    }
}
