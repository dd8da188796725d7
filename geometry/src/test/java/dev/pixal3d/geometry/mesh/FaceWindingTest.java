// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.SyntheticVoxels;
import dev.pixal3d.geometry.hull.LabelHull;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaceWindingTest {
    @Test
    void randomlyTurnedFacesOfASphereAgreeAgain() {
        Mesh mesh;
        try (Parallel parallel = new Parallel(2)) {
            mesh = LabelHull.extract(SyntheticVoxels.named("sphere"), RunContext.silent(parallel)).mesh();
        }
        int[] t = mesh.triangles().clone();
        Random random = new Random(3);
        for (int f = 3; f < t.length; f += 3) {
            if (random.nextBoolean()) continue;
            int b = t[f + 1];
            t[f + 1] = t[f + 2];
            t[f + 2] = b;
        }
        Mesh turned = new Mesh(mesh.positions(), t);
        assertThat(MeshReport.of(turned).inconsistentEdges()).isPositive();
        assertThat(FaceWinding.unify(turned).triangles()).containsExactly(mesh.triangles());
    }

    @Test
    void anEdgeOfThreeFacesIsParted() {
        Mesh mesh = new Mesh(new float[]{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, -1, 0},
                new int[]{0, 1, 2, 0, 1, 3, 0, 1, 4});
        assertThat(MeshReport.of(mesh).nonManifoldEdges()).isEqualTo(1);
        Mesh split = FaceWinding.splitCrowdedEdges(mesh);
        assertThat(MeshReport.of(split).nonManifoldEdges()).isZero();
        assertThat(split.triangleCount()).isEqualTo(3);
    }

    @Test
    void aMoebiusBandKeepsOneSeam() {
        int n = 12;
        float[] positions = new float[6 * n];
        int[] triangles = new int[6 * n];
        for (int i = 0; i < n; i++) {
            double u = 2 * Math.PI * i / n;
            for (int side = 0; side < 2; side++) {
                double v = (side - 0.5) * 0.2;
                positions[3 * (2 * i + side)] = (float) ((0.3 + v * Math.cos(u / 2)) * Math.cos(u));
                positions[3 * (2 * i + side) + 1] = (float) ((0.3 + v * Math.cos(u / 2)) * Math.sin(u));
                positions[3 * (2 * i + side) + 2] = (float) (v * Math.sin(u / 2));
            }
            int a = 2 * i;
            int b = 2 * i + 1;
            boolean last = i == n - 1;
            int c = last ? 1 : 2 * i + 2;
            int d = last ? 0 : 2 * i + 3;
            System.arraycopy(new int[]{a, b, c, b, d, c}, 0, triangles, 6 * i, 6);
        }
        assertThat(MeshReport.of(FaceWinding.unify(new Mesh(positions, triangles))).inconsistentEdges()).isEqualTo(1);
    }
}
