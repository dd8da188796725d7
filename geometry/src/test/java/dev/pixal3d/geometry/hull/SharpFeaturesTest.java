// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import static dev.pixal3d.geometry.SyntheticVoxels.BLOCK;
import static dev.pixal3d.geometry.SyntheticVoxels.BOSS_HEIGHT;
import static dev.pixal3d.geometry.SyntheticVoxels.BOSS_RADIUS;
import static dev.pixal3d.geometry.SyntheticVoxels.BOSS_X;
import static dev.pixal3d.geometry.SyntheticVoxels.HOLE_RADIUS;
import static dev.pixal3d.geometry.SyntheticVoxels.HOLE_X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.SyntheticVoxels;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.Bvh;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A machined part keeps its edges, straight and round, however few faces are left, and gets no flipped or thin face.
 */
class SharpFeaturesTest {
    private static final int RESOLUTION = 256;
    /** 2 sqrt(3) |cross product| / sum of squared edges is 1 for an equilateral triangle. */
    private static final double NEEDLE = 0.05;
    private static final int POINTS = 400;

    private static final Parallel PARALLEL = new Parallel(2);
    private static final Mesh FULL = LabelHull
            .extract(SyntheticVoxels.sharp(RESOLUTION, SyntheticVoxels::part), RunContext.silent(PARALLEL)).mesh();

    @AfterAll
    static void close() { PARALLEL.close(); }

    private static List<double[]> straightEdges() {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            double t = 2.0 * i / (POINTS - 1) - 1;
            for (int k = 0; k < 12; k++) {
                int along = k >> 2;
                double[] p = new double[3];
                p[along] = t * BLOCK[along];
                p[(along + 1) % 3] = ((k & 1) == 0 ? -1 : 1) * BLOCK[(along + 1) % 3];
                p[(along + 2) % 3] = ((k & 2) == 0 ? -1 : 1) * BLOCK[(along + 2) % 3];
                points.add(p);
            }
        }
        return points;
    }

    /** Rims of the hole and of the boss, and the concave edge where the boss meets the block. */
    private static List<double[]> rims() {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            double x = Math.cos(2 * Math.PI * i / POINTS), z = Math.sin(2 * Math.PI * i / POINTS);
            points.add(new double[]{HOLE_X + HOLE_RADIUS * x, BLOCK[1], HOLE_RADIUS * z});
            points.add(new double[]{HOLE_X + HOLE_RADIUS * x, -BLOCK[1], HOLE_RADIUS * z});
            points.add(new double[]{BOSS_X + BOSS_RADIUS * x, BLOCK[1] + BOSS_HEIGHT, BOSS_RADIUS * z});
            points.add(new double[]{BOSS_X + BOSS_RADIUS * x, BLOCK[1], BOSS_RADIUS * z});
        }
        return points;
    }

    /** Greatest distance in voxels from the points to the surface. */
    private static double farthest(List<double[]> points, Mesh mesh) {
        Bvh bvh = Bvh.of(mesh, PARALLEL);
        Bvh.Hit hit = new Bvh.Hit();
        double most = 0;
        for (double[] p : points) {
            bvh.closest(p[0], p[1], p[2], 1, hit);
            most = Math.max(most, hit.face < 0 ? 1 : Math.sqrt(hit.distance2));
        }
        return most * RESOLUTION;
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 5000, 3000, 2000, 1000})
    void edgesStayWhereTheyAre(int faces) {
        Mesh small = QuadricDecimation.decimate(FULL, faces, QuadricDecimation.Unit.FACES, RunContext.silent(PARALLEL));
        assertThat(small.triangleCount()).isEqualTo(faces);
        assertThat(MeshReport.of(small).watertight()).isTrue();
        assertThat(MeshReport.of(small).euler()).isZero();
        assertThat(farthest(straightEdges(), small)).isLessThan(0.01);
        // a rim of n chords bulges by r (1 - cos(pi / n)): 0.15 voxels for 30 chords
        assertThat(farthest(rims(), small)).isLessThan(faces < 2000 ? 0.15 : 0.07);
        assertFacesAreSound(small);
    }

    private static void assertFacesAreSound(Mesh mesh) {
        float[] p = mesh.positions();
        int[] t = mesh.triangles();
        for (int f = 0; f < t.length; f += 3) {
            double[] e = new double[3], g = new double[3], middle = new double[3];
            double squares = 0;
            for (int k = 0; k < 3; k++) {
                double a = p[3 * t[f] + k], b = p[3 * t[f + 1] + k], c = p[3 * t[f + 2] + k];
                e[k] = b - a;
                g[k] = c - a;
                middle[k] = (a + b + c) / 3;
                squares += e[k] * e[k] + g[k] * g[k] + (c - b) * (c - b);
            }
            double[] n = {e[1] * g[2] - e[2] * g[1], e[2] * g[0] - e[0] * g[2], e[0] * g[1] - e[1] * g[0]};
            double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
            assertThat(2 * Math.sqrt(3) * length / squares).as("shape of face %d", f / 3).isGreaterThan(NEEDLE);
            double step = 0.7 / RESOLUTION / length;
            double before = SyntheticVoxels.part(middle[0] + step * n[0], middle[1] + step * n[1],
                    middle[2] + step * n[2]);
            double behind = SyntheticVoxels.part(middle[0] - step * n[0], middle[1] - step * n[1],
                    middle[2] - step * n[2]);
            assertThat(before).as("face %d looks outward", f / 3).isGreaterThan(behind);
        }
    }
}
