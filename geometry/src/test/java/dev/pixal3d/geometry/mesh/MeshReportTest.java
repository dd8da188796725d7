// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.Shapes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

/** Facts of meshes that are known by construction, and what is left of them when near vertices are merged. */
class MeshReportTest {
    private static final int[] TETRAHEDRON = {0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3};

    /** Two tetrahedra in one mesh, the second's vertices named by {@code second}. */
    private static Mesh twins(int[] second, float... positions) {
        int[] triangles = Arrays.copyOf(TETRAHEDRON, 24);
        for (int i = 0; i < 12; i++) triangles[12 + i] = second[TETRAHEDRON[i]];
        return new Mesh(positions, triangles);
    }

    /** Corner at the origin; the second is the first, mirrored in the origin, moved by a gap along x. */
    private static Mesh tipToTip(float gap) {
        float[] p = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, -gap, 0, 0, -1 - gap, 0, 0, -gap, 0, -1, -gap, -1, 0};
        return twins(new int[]{4, 5, 6, 7}, p);
    }

    @Test
    void twoSolidsInOneVertexAreNoManifold() {
        float[] p = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, -1, 0, 0, 0, 0, -1, 0, -1, 0};
        MeshReport report = MeshReport.of(twins(new int[]{0, 4, 5, 6}, p));
        assertThat(report.nonManifoldVertices()).isEqualTo(1);
        assertThat(report.nonManifoldEdges()).isZero();
        assertThat(report.watertight()).isTrue();
    }

    @Test
    void twoSolidsAtOneEdgeAreNoManifold() {
        float[] p = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1};
        MeshReport report = MeshReport.of(twins(new int[]{0, 1, 4, 5}, p));
        assertThat(report.nonManifoldEdges()).isEqualTo(1);
    }

    @Test
    void shapesAreManifold() {
        for (Mesh mesh : new Mesh[]{Shapes.sphere(12, 0.4), Shapes.torus(20, 10, 0.3, 0.1), Shapes.moebius(30),
                Shapes.box(3, 0.1, 0.2, 0.3)}) {
            assertThat(MeshReport.of(mesh)).returns(0, MeshReport::nonManifoldEdges)
                    .returns(0, MeshReport::nonManifoldVertices);
        }
    }

    @Test
    void theShortestEdgeIsFound() {
        Mesh mesh = Shapes.bumpySphere(20);
        double shortest = Double.POSITIVE_INFINITY;
        int[] t = mesh.triangles();
        for (int c = 0; c < t.length; c++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += Math.pow(
                        mesh.positions()[3 * t[c] + k] - (double) mesh.positions()[3 * t[FaceAdjacency.next(c)] + k],
                        2);
            }
            shortest = Math.min(shortest, Math.sqrt(sum));
        }
        assertThat(MeshReport.of(mesh).shortestEdge()).isCloseTo(shortest, within(1e-12));
        assertThat(MeshReport.of(new Mesh(new float[0], new int[0])).shortestEdge()).isInfinite();
    }

    @Test
    void mergingNearVerticesPinchesWhatTouchesNearly() {
        try (Parallel parallel = new Parallel(2)) {
            Mesh mesh = tipToTip(4e-6f);
            assertThat(Pinches.at(mesh, 0, parallel)).isEqualTo(new Pinches(0, 0, 0, 0));
            assertThat(Pinches.at(mesh, 1e-6, parallel)).isEqualTo(new Pinches(1e-6, 0, 0, 0));
            assertThat(Pinches.at(mesh, 1e-5, parallel)).isEqualTo(new Pinches(1e-5, 1, 0, 1));
            assertThat(Pinches.at(tipToTip(0), 0, parallel)).isEqualTo(new Pinches(0, 1, 0, 1));
        }
    }

    /** Clusters across the borders of the search's cubes, of every size around the distance. */
    @Test
    void nearVerticesAreThoseOfAFullSearch() {
        double distance = 1e-3;
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            float[] p = new float[3 * 400];
            for (int v = 0; v < 400; v++) {
                double spread = v % 2 == 0 ? 1 : 0.002;
                for (int k = 0; k < 3; k++) {
                    float near = v % 2 == 0 ? 0 : p[3 * random.nextInt(v) + k];
                    p[3 * v + k] = (float) (near + spread * (random.nextDouble() - 0.5));
                }
            }
            int[] every = java.util.stream.IntStream.range(0, p.length / 3).toArray();
            int[] some = random.ints(100, 0, 400).sorted().distinct().toArray();
            try (Parallel parallel = new Parallel(3)) {
                assertThat(NearVertices.pairs(p, distance, parallel)).isEqualTo(slowly(p, distance, every));
                assertThat(NearVertices.pairs(p, some, distance, parallel)).isEqualTo(slowly(p, distance, some));
            }
        }
    }

    private static long[] slowly(float[] p, double distance, int @Nullable [] some) {
        long[] out = new long[p.length * p.length / 18];
        int n = 0;
        for (int v = 0; v < p.length / 3; v++) {
            for (int w = v + 1; w < p.length / 3; w++) {
                if (Arrays.binarySearch(some, v) < 0 && Arrays.binarySearch(some, w) < 0) continue;
                double sum = 0;
                for (int k = 0; k < 3; k++) sum += Math.pow((double) p[3 * v + k] - p[3 * w + k], 2);
                if (sum < distance * distance) out[n++] = (long) v << 32 | w;
            }
        }
        return Arrays.copyOf(out, n);
    }
}
