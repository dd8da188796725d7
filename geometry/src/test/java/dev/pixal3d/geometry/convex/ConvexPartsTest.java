// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.convex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Boxes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are convex and closed, not more than asked for, and fill the solid without much beside it. */
class ConvexPartsTest {
    private static final Mesh TORUS = Shapes.torus(96, 32, 0.35, 0.12);

    private static List<Mesh> parts(Mesh solid, int count) { return ConvexParts.of(solid, count, RunContext.silent()); }

    private static Mesh joined(Mesh a, Mesh b) {
        float[] positions = Arrays.copyOf(a.positions(), a.positions().length + b.positions().length);
        System.arraycopy(b.positions(), 0, positions, a.positions().length, b.positions().length);
        int[] triangles = Arrays.copyOf(a.triangles(), a.triangles().length + b.triangles().length);
        for (int i = 0; i < b.triangles().length; i++) {
            triangles[a.triangles().length + i] = b.triangles()[i] + a.vertexCount();
        }
        return new Mesh(positions, triangles);
    }

    private static Mesh moved(Mesh mesh, double x, double y, double z) {
        float[] p = mesh.positions().clone();
        double[] by = {x, y, z};
        for (int i = 0; i < p.length; i++) p[i] += (float) by[i % 3];
        return new Mesh(p, mesh.triangles());
    }

    private static double volume(List<Mesh> parts) {
        return parts.stream().mapToDouble(p -> MeshReport.of(p).signedVolume()).sum();
    }

    private static double cube(Mesh solid) { return Boxes.extent(Boxes.of(solid.positions())) / SolidVoxels.MOST; }

    /** How far a point lies before a body's face at most; negative inside. */
    private static double before(Mesh body, float[] p, int at) {
        double most = Double.NEGATIVE_INFINITY;
        float[] v = body.positions();
        for (int t = 0; t < body.triangles().length; t += 3) {
            int a = 3 * body.triangles()[t], b = 3 * body.triangles()[t + 1], c = 3 * body.triangles()[t + 2];
            double[] n = new double[3];
            for (int k = 0; k < 3; k++) {
                int i = (k + 1) % 3, j = (k + 2) % 3;
                n[k] = (double) (v[b + i] - v[a + i]) * (v[c + j] - v[a + j])
                        - (double) (v[b + j] - v[a + j]) * (v[c + i] - v[a + i]);
            }
            double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
            double far = 0;
            for (int k = 0; k < 3; k++) far += n[k] * (p[at + k] - v[a + k]);
            if (length > 0) most = Math.max(most, far / length);
        }
        return most;
    }

    private static void bodiesOf(Mesh solid, int count) {
        List<Mesh> parts = parts(solid, count);
        assertThat(parts).hasSizeBetween(1, count);
        double cube = cube(solid);
        for (Mesh part : parts) {
            MeshReport report = MeshReport.of(part);
            assertThat(report.watertight()).isTrue();
            assertThat(report.euler()).isEqualTo(2);
            assertThat(report.signedVolume()).isPositive();
            for (int i = 0; i < part.positions().length; i += 3) {
                assertThat(before(part, part.positions(), i)).as("convex").isLessThan(0.01 * cube);
            }
        }
        for (int i = 0; i < solid.positions().length; i += 3) {
            double nearest = Double.POSITIVE_INFINITY;
            for (Mesh part : parts) nearest = Math.min(nearest, before(part, solid.positions(), i));
            assertThat(nearest).as("a vertex outside all bodies").isLessThan(2 * cube);
        }
        List<Mesh> again = parts(solid, count);
        for (int i = 0; i < parts.size(); i++) {
            assertThat(again.get(i).positions()).isEqualTo(parts.get(i).positions());
            assertThat(again.get(i).triangles()).isEqualTo(parts.get(i).triangles());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16, 64})
    void bodiesAreConvexAndHoldTheSolid(int count) {
        bodiesOf(TORUS, count);
        bodiesOf(Shapes.bumpySphere(24), count);
        bodiesOf(joined(Shapes.box(2, 0.4, 0.4, 0.05), moved(Shapes.sphere(16, 0.1), 0, 0, 0.4)), count);
    }

    @Test
    void aConvexSolidIsOneBodyOfItsSize() {
        Mesh box = Shapes.box(3, 0.4, 0.2, 0.1);
        List<Mesh> parts = parts(box, 16);
        assertThat(parts).hasSize(1);
        float[] asked = Boxes.of(box.positions()), got = Boxes.of(parts.getFirst().positions());
        for (int k = 0; k < asked.length; k++) {
            assertThat((double) got[k]).isCloseTo(asked[k], Offset.offset(1.01 * cube(box)));
        }
        assertThat(parts(Shapes.sphere(24, 0.4), 16)).as("a sphere, but for the steps of its cubes")
                .hasSizeLessThan(4);
    }

    @Test
    void twoBoxesAreTwoBodies() {
        Mesh two = joined(Shapes.box(2, 0.4, 0.1, 0.1), moved(Shapes.box(2, 0.1, 0.4, 0.1), 0.5, 0.5, 0));
        List<Mesh> parts = parts(two, 8);
        assertThat(parts).hasSize(2);
        double volume = MeshReport.of(two).signedVolume();
        assertThat(volume(parts) / volume).isBetween(0.95, 1.15);
    }

    @Test
    void moreBodiesFillARingBetter() {
        double volume = MeshReport.of(TORUS).signedVolume();
        double one = volume(parts(TORUS, 1)) / volume, many = volume(parts(TORUS, 16)) / volume;
        assertThat(one).isBetween(1.4, 1.6);
        assertThat(many).isBetween(1.0, 1.3);
    }
}
