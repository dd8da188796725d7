// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.Triangles;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every corner's tangent against MikkTSpace's own procedure, which knows neither our vertices nor our charts. */
class TangentsTest {
    static Stream<Arguments> meshes() {
        return Stream.of(Arguments.of("bumpy sphere", Shapes.bumpySphere(30)),
                Arguments.of("box", Shapes.box(3, 0.4, 0.3, 0.2)),
                Arguments.of("torus", Shapes.torus(40, 20, 0.3, 0.12)), Arguments.of("gyroid", Shapes.gyroid(40)),
                Arguments.of("crumpled", crumpled()), Arguments.of("hedgehog", Shapes.hedgehog(10, 1)));
    }

    private static Mesh crumpled() {
        Mesh mesh = Shapes.torus(40, 20, 0.3, 0.12);
        Random random = new Random(4);
        float[] p = mesh.positions().clone();
        for (int i = 0; i < p.length; i++) p[i] += 0.02f * (random.nextFloat() - 0.5f);
        return new Mesh(p, mesh.triangles());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("meshes")
    void noCornerIsFarFromMikkTSpaces(String name, Mesh mesh) {
        UnwrappedMesh out = Unwrap.unwrap(mesh, 512, UnwrapOptions.forTexture(512),
                RunContext.silent(Parallel.sequential()));
        float[] normals = out.gather(VertexNormals.of(mesh), 3);
        float[] tangents = Tangents.of(out, normals);
        Corners corners = new Corners(out, normals);
        int compared = 0;
        for (int c = 0; c < out.triangles().length; c++) {
            if (!corners.hasArea(c / 3)) continue;
            double[] expected = corners.tangent(c);
            if (!(length(expected) > 1e-9)) continue;
            int v = 4 * out.triangles()[c];
            double cosine = 0;
            for (int k = 0; k < 3; k++) cosine += expected[k] / length(expected) * tangents[v + k];
            assertThat(Math.toDegrees(Math.acos(Math.clamp(cosine, -1, 1)))).as("corner %d", c).isLessThan(5);
            assertThat(tangents[v + 3]).isEqualTo(corners.winding[c / 3] > 0 ? -1f : 1f);
            compared++;
        }
        assertThat(compared).isGreaterThan(out.triangles().length * 9 / 10);
    }

    private static double length(double[] v) { return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

    /** The procedure of Mikkelsen's thesis on a bare list of corners. */
    private static final class Corners {
        private final UnwrappedMesh mesh;
        private final float[] normals;
        private final List<List<Float>> identity = new ArrayList<>();
        private final Map<List<Float>, List<Integer>> at = new HashMap<>();
        private final double[] winding;

        Corners(UnwrappedMesh mesh, float[] normals) {
            this.mesh = mesh;
            this.normals = normals;
            winding = new double[mesh.triangleCount()];
            for (int c = 0; c < mesh.triangles().length; c++) {
                int v = mesh.triangles()[c];
                List<Float> key = new ArrayList<>();
                for (int k = 0; k < 3; k++) key.add(mesh.positions()[3 * v + k]);
                for (int k = 0; k < 3; k++) key.add(normals[3 * v + k]);
                for (int k = 0; k < 2; k++) key.add(mesh.uvs()[2 * v + k]);
                identity.add(key);
                // its degenerate faces, with two corners in one place, take part in nothing
                if (hasArea(c / 3)) at.computeIfAbsent(key, _ -> new ArrayList<>()).add(c);
            }
            for (int f = 0; f < winding.length; f++) {
                float[] a = uv(3 * f), b = uv(3 * f + 1), c = uv(3 * f + 2);
                winding[f] = Math.signum(((double) b[0] - a[0]) * ((double) c[1] - a[1])
                        - ((double) c[0] - a[0]) * ((double) b[1] - a[1]));
            }
        }

        boolean hasArea(int face) {
            int[] t = mesh.triangles();
            return Triangles.area(mesh.positions(), t[3 * face], t[3 * face + 1], t[3 * face + 2]) > 0;
        }

        private float[] uv(int corner) {
            int v = mesh.triangles()[corner];
            return Arrays.copyOfRange(mesh.uvs(), 2 * v, 2 * v + 2);
        }

        private double[] point(int corner) {
            int v = 3 * mesh.triangles()[corner];
            return new double[]{mesh.positions()[v], mesh.positions()[v + 1], mesh.positions()[v + 2]};
        }

        /** The sum over the corners that edges connect to this one round its vertex, all wound the same way. */
        double[] tangent(int corner) {
            List<Integer> around = Objects.requireNonNull(at.get(identity.get(corner)));
            Deque<Integer> open = new ArrayDeque<>(List.of(corner));
            List<Integer> group = new ArrayList<>(open);
            while (!open.isEmpty()) {
                int c = open.remove();
                for (int d : around) {
                    if (group.contains(d) || winding[c / 3] != winding[d / 3]) continue;
                    if (!identity.get(next(c)).equals(identity.get(previous(d)))
                            && !identity.get(previous(c)).equals(identity.get(next(d))))
                        continue;
                    group.add(d);
                    open.add(d);
                }
            }
            double[] sum = new double[3];
            for (int c : group) add(c, sum);
            return sum;
        }

        private static int next(int c) { return c - c % 3 + (c + 1) % 3; }

        private static int previous(int c) { return c - c % 3 + (c + 2) % 3; }

        private void add(int corner, double[] sum) {
            double[] p = point(corner), q = point(next(corner)), r = point(previous(corner));
            float[] a = uv(corner), b = uv(next(corner)), c = uv(previous(corner));
            double[] direction = new double[3], forward = new double[3], back = new double[3];
            for (int k = 0; k < 3; k++) {
                direction[k] = winding[corner / 3] * (((double) c[1] - a[1]) * (q[k] - p[k])
                        - ((double) b[1] - a[1]) * (r[k] - p[k]));
                forward[k] = q[k] - p[k];
                back[k] = r[k] - p[k];
            }
            flatten(direction, corner);
            flatten(forward, corner);
            flatten(back, corner);
            double cosine = 0;
            for (int k = 0; k < 3; k++) cosine += forward[k] * back[k];
            double angle = Math.acos(Math.clamp(cosine, -1, 1));
            for (int k = 0; k < 3; k++) sum[k] += angle * direction[k];
        }

        /** Takes out the part along the corner's normal and normalises. */
        private void flatten(double[] vector, int corner) {
            int v = 3 * mesh.triangles()[corner];
            double along = 0;
            for (int k = 0; k < 3; k++) along += vector[k] * normals[v + k];
            for (int k = 0; k < 3; k++) vector[k] -= along * normals[v + k];
            double length = length(vector);
            for (int k = 0; k < 3 && length > 0; k++) vector[k] /= length;
        }
    }
}
