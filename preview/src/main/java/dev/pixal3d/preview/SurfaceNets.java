// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;

/**
 * Surface nets (Gibson, "Constrained elastic surface nets", 1998) of a solid that is one interval per pixel: a vertex
 * in every lattice cell whose corners are not all alike, at the mean of the crossings on its edges, and a quad around
 * every crossed edge. Only planes of numbers are kept, no volume. With the well-composed {@link Columns} the result is
 * closed, consistently oriented outwards and a 2-manifold.
 *
 * <p>
 * Crossings stay a tenth of an edge away from the lattice points. A vertex, a mean of at most six crossings, then lies
 * at least a thirtieth of a cell inside its cell, so no two of them come near each other, whatever the field is.
 * Without it, one picture in three had vertices of different cells at the same place, where a lattice point lies on the
 * surface, and programs that merge such vertices found the surface pinched.
 */
final class SurfaceNets {
    private static final int GRAIN = 8;
    /** Least distance of a crossing from the ends of its edge, in edges. */
    private static final double MARGIN = 0.1;

    private final ClosedField field;
    private final Columns columns;
    private final Projection projection;
    private final int m;
    /** Per cell column, named by its upper left pixel: number of its first vertex. */
    private final int[] base;
    private final int[] low;
    private final int[] lowCount;
    private final int[] high;
    private final int[] highCount;

    private SurfaceNets(ClosedField field, Columns columns, Projection projection) {
        this.field = field;
        this.columns = columns;
        this.projection = projection;
        this.m = columns.size();
        this.base = new int[m * m];
        this.low = new int[m * m];
        this.lowCount = new int[m * m];
        this.high = new int[m * m];
        this.highCount = new int[m * m];
    }

    static Mesh mesh(ClosedField field, Columns columns, Projection projection, Parallel parallel) {
        return new SurfaceNets(field, columns, projection).build(parallel);
    }

    private Mesh build(Parallel parallel) {
        int[] rowVertices = new int[m + 1];
        int[] rowQuads = new int[m + 1];
        parallel.range(m - 1, GRAIN, (from, to) -> {
            for (int y = from; y < to; y++) {
                rowVertices[y + 1] = number(y);
                rowQuads[y + 1] = countQuads(y);
            }
        });
        for (int y = 0; y < m; y++) {
            rowVertices[y + 1] += rowVertices[y];
            rowQuads[y + 1] += rowQuads[y];
        }
        float[] positions = new float[3 * rowVertices[m]];
        int[] triangles = new int[6 * rowQuads[m]];
        parallel.range(m - 1, GRAIN, (from, to) -> {
            for (int y = from; y < to; y++) place(y, rowVertices[y], positions);
        });
        parallel.range(m - 1, GRAIN, (from, to) -> {
            QuadWriter writer = new QuadWriter(positions, triangles);
            for (int y = from; y < to; y++) emit(y, writer.at(6 * rowQuads[y]));
        });
        return withoutUnused(positions, triangles);
    }

    /** Sets the level ranges of a row of cells and numbers their vertices from 0; returns how many there are. */
    private int number(int y) {
        int count = 0;
        for (int x = 0; x < m - 1; x++) {
            int cell = y * m + x;
            int minFirst = Columns.NOWHERE;
            int maxFirst = -1;
            int minLast = Columns.NOWHERE;
            int maxLast = -1;
            int filled = 0;
            for (int c = 0; c < 4; c++) {
                int p = cell + (c & 1) + (c >> 1) * m;
                if (columns.isEmpty(p)) continue;
                filled++;
                minFirst = Math.min(minFirst, columns.first()[p]);
                maxFirst = Math.max(maxFirst, columns.first()[p]);
                minLast = Math.min(minLast, columns.last()[p]);
                maxLast = Math.max(maxLast, columns.last()[p]);
            }
            if (filled == 0) continue;
            base[cell] = count;
            low[cell] = minFirst - 1;
            boolean twoShells = filled == 4 && maxFirst <= minLast;
            if (twoShells) {
                lowCount[cell] = maxFirst - minFirst + 1;
                high[cell] = minLast;
                highCount[cell] = maxLast - minLast + 1;
            } else {
                lowCount[cell] = maxLast - minFirst + 2;
                high[cell] = maxLast + 1;
            }
            count += lowCount[cell] + highCount[cell];
        }
        return count;
    }

    private int vertex(int cell, int k) {
        int offset = k - low[cell];
        return base[cell] + (offset < lowCount[cell] ? offset : lowCount[cell] + k - high[cell]);
    }

    private void place(int y, int start, float[] positions) {
        for (int x = 0; x < m - 1; x++) {
            int cell = y * m + x;
            base[cell] += start;
            for (int n = 0; n < lowCount[cell]; n++) placeOne(x, y, low[cell] + n, 3 * (base[cell] + n), positions);
            int second = base[cell] + lowCount[cell];
            for (int n = 0; n < highCount[cell]; n++) placeOne(x, y, high[cell] + n, 3 * (second + n), positions);
        }
    }

    private void placeOne(int x, int y, int k, int at, float[] positions) {
        int cell = y * m + x;
        double su = 0;
        double sv = 0;
        double sz = 0;
        int crossings = 0;
        for (int c = 0; c < 4; c++) {
            int p = cell + (c & 1) + (c >> 1) * m;
            boolean lower = columns.inside(p, k);
            if (lower == columns.inside(p, k + 1)) continue;
            double level = (lower
                    ? Math.sqrt(Math.max(0, field.front().values()[p]))
                    : -Math.sqrt(Math.max(0, field.back().values()[p])));
            su += c & 1;
            sv += c >> 1;
            sz += Math.clamp((level - columns.z0()) / columns.dz(), k + MARGIN, k + 1 - MARGIN);
            crossings++;
        }
        for (int level = k; level <= k + 1; level++) {
            for (int e = 0; e < 2; e++) {
                double tu = crossing(cell + e * m, cell + e * m + 1, level);
                if (tu >= 0) {
                    su += tu;
                    sv += e;
                    sz += level;
                    crossings++;
                }
                double tv = crossing(cell + e, cell + e + m, level);
                if (tv >= 0) {
                    su += e;
                    sv += tv;
                    sz += level;
                    crossings++;
                }
            }
        }
        double z = columns.z0() + columns.dz() * sz / Math.max(1, crossings);
        projection.place((x + su / Math.max(1, crossings) + 0.5) / m, (y + sv / Math.max(1, crossings) + 0.5) / m, z,
                positions, at);
    }

    /** Where between pixels p and q the surface passes at a level, away from both; -1 when it does not. */
    private double crossing(int p, int q, int k) {
        boolean inside = columns.inside(p, k);
        if (inside == columns.inside(q, k)) return -1;
        double z = columns.z0() + k * columns.dz();
        float[] squared = z >= 0 ? field.front().values() : field.back().values();
        double fp = squared[p] - z * z;
        double fq = squared[q] - z * z;
        if (inside ? fp <= 0 : fp >= 0) return MARGIN; // a level that was added or dropped: the field knows no crossing
        if (inside ? fq >= 0 : fq <= 0) return 1 - MARGIN;
        return Math.clamp(fp / (fp - fq), MARGIN, 1 - MARGIN);
    }

    private int countQuads(int y) {
        int count = 0;
        for (int x = 0; x < m - 1; x++) {
            int p = y * m + x;
            if (!columns.isEmpty(p)) count += 2;
            count += difference(p, p + 1) + difference(p + 1, p) + difference(p, p + m) + difference(p + m, p);
        }
        return count;
    }

    /** Levels inside p but not inside q. */
    private int difference(int p, int q) {
        if (columns.isEmpty(p)) return 0;
        int all = columns.last()[p] - columns.first()[p] + 1;
        int shared = Math.min(columns.last()[p], columns.last()[q]) - Math.max(columns.first()[p], columns.first()[q])
                + 1;
        return all - Math.max(0, shared);
    }

    private void emit(int y, QuadWriter out) {
        for (int x = 0; x < m - 1; x++) {
            int p = y * m + x;
            if (!columns.isEmpty(p)) {
                int top = columns.last()[p];
                int bottom = columns.first()[p] - 1;
                out.quad(vertex(p - 1, top), vertex(p, top), vertex(p - m, top), vertex(p - m - 1, top));
                out.quad(vertex(p - 1, bottom), vertex(p - m - 1, bottom), vertex(p - m, bottom), vertex(p, bottom));
            }
            walls(p, p + 1, p, p - m, out);
            walls(p + 1, p, p - m, p, out);
            walls(p + m, p, p, p - 1, out);
            walls(p, p + m, p - 1, p, out);
        }
    }

    /** Quads between pixel p, inside, and pixel q, outside; seen from q, cell a lies left of cell b with z up. */
    private void walls(int p, int q, int a, int b, QuadWriter out) {
        if (columns.isEmpty(p)) return;
        int from = columns.first()[p];
        int to = columns.last()[p];
        int gapFrom = columns.first()[q];
        int gapTo = columns.last()[q];
        for (int k = from; k <= to; k++) {
            if (k >= gapFrom && k <= gapTo) {
                k = gapTo;
                continue;
            }
            out.quad(vertex(a, k - 1), vertex(b, k - 1), vertex(b, k), vertex(a, k));
        }
    }

    /** Cells between intervals that do not overlap can be allotted a vertex that no quad uses. */
    private static Mesh withoutUnused(float[] positions, int[] triangles) {
        int count = positions.length / 3;
        int[] renamed = new int[count];
        Arrays.fill(renamed, -1);
        for (int v : triangles) renamed[v] = 0;
        int kept = 0;
        for (int v = 0; v < count; v++) if (renamed[v] == 0) renamed[v] = kept++;
        if (kept == count) return new Mesh(positions, triangles);
        float[] dense = new float[3 * kept];
        for (int v = 0; v < count; v++) {
            if (renamed[v] >= 0) System.arraycopy(positions, 3 * v, dense, 3 * renamed[v], 3);
        }
        for (int i = 0; i < triangles.length; i++) triangles[i] = renamed[triangles[i]];
        return new Mesh(dense, triangles);
    }

    /** Writes quads as two triangles, cut along the shorter diagonal. */
    private static final class QuadWriter {
        private final float[] positions;
        private final int[] triangles;
        private int at;

        QuadWriter(float[] positions, int[] triangles) {
            this.positions = positions;
            this.triangles = triangles;
        }

        QuadWriter at(int index) {
            at = index;
            return this;
        }

        void quad(int a, int b, int c, int d) {
            boolean ac = squaredDistance(a, c) <= squaredDistance(b, d);
            triangle(a, b, ac ? c : d);
            triangle(ac ? a : b, c, d);
        }

        private void triangle(int a, int b, int c) {
            triangles[at++] = a;
            triangles[at++] = b;
            triangles[at++] = c;
        }

        private float squaredDistance(int a, int b) {
            float x = positions[3 * a] - positions[3 * b];
            float y = positions[3 * a + 1] - positions[3 * b + 1];
            float z = positions[3 * a + 2] - positions[3 * b + 2];
            return x * x + y * y + z * z;
        }
    }
}
