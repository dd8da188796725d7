// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.NearVertices;
import dev.pixal3d.geometry.mesh.SelfIntersections;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollapseGuardTest {
    /** A hill of eight faces with its top in two vertices, 0 and 1, and the same upside down, so far above. */
    private static Mesh hills(double gap) {
        float[] p = new float[48];
        float[][] ring = {{-1, -1}, {0, -1}, {1, -1}, {1, 1}, {0, 1}, {-1, 1}};
        for (int hill = 0; hill < 2; hill++) {
            for (int v = 0; v < 8; v++) {
                p[24 * hill + 3 * v] = v < 2 ? 0.25f - 0.5f * v : 0.8f * ring[v - 2][0];
                p[24 * hill + 3 * v + 1] = v < 2 ? 0 : 0.8f * ring[v - 2][1];
                float height = v < 2 ? 0.2f : 0;
                p[24 * hill + 3 * v + 2] = hill == 0 ? height : (float) (0.4 + gap - height);
            }
        }
        int[] up = {0, 1, 3, 1, 2, 3, 1, 7, 2, 1, 6, 7, 1, 0, 6, 0, 5, 6, 0, 4, 5, 0, 3, 4};
        int[] t = Arrays.copyOf(up, 48);
        for (int i = 0; i < 24; i++) t[24 + i] = 8 + up[i - i % 3 + (2 - i % 3)];
        return new Mesh(p, t);
    }

    private static boolean allows(Mesh mesh, double height) {
        MeshPatches one = MeshPatches.cut(mesh.positions(), new float[0], mesh.triangles(), mesh.vertexCount(), 0,
                Parallel.sequential());
        PatchFaces faces = new PatchFaces();
        faces.load(one, 0);
        return new CollapseGuard(one).allows(faces, 0, 1, 0.25, 0, height);
    }

    @Test
    void whatWouldCrossIsRefused() {
        assertThat(SelfIntersections.pairs(hills(0.1), Parallel.sequential())).isEmpty();
        assertThat(allows(hills(0.1), 0.25)).isTrue();
        assertThat(allows(hills(0.1), 0.35)).isFalse();
    }

    @Test
    void whatCrossedBeforeMayGoOn() { assertThat(allows(hills(-0.1), 0.2)).isTrue(); }

    @Test
    void verticesOfOtherPartsKeepTheirDistance() {
        double near = NearVertices.APART;
        // the other hill's top at x = 0.25 hangs at height 0.2 + gap
        assertThat(allows(hills(0.1), 0.3 - 4 * near)).isTrue();
        assertThat(allows(hills(0.1), 0.3 - 0.5 * near)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itSaysWhatASearchOfTheWholeMeshSays(long seed) {
        Random random = new Random(seed);
        Mesh mesh = Shapes.bumpySphere(10);
        MeshPatches one = MeshPatches.cut(mesh.positions(), new float[0], mesh.triangles(), mesh.vertexCount(), 0,
                Parallel.sequential());
        PatchFaces faces = new PatchFaces();
        faces.load(one, 0);
        CollapseGuard guard = new CollapseGuard(one);
        CollapseCheck check = new CollapseCheck(faces);
        int refused = 0;
        for (int turn = 0; turn < 300; turn++) {
            int c = random.nextInt(one.triangles.length);
            int u = one.triangles[c];
            int v = one.triangles[PatchFaces.after(c)];
            if (!check.keepsTopology(u, v)) continue;
            // mostly along the surface, now and then far off
            double far = turn % 3 == 0 ? 0.5 : 0.02;
            float[] p = one.positions.clone();
            for (int k = 0; k < 3; k++) p[3 * u + k] += (float) (far * random.nextGaussian());
            boolean allowed = guard.allows(faces, u, v, p[3 * u], p[3 * u + 1], p[3 * u + 2]);
            int[] t = one.triangles.clone();
            for (int i = 0; i < t.length; i++) if (t[i] == v) t[i] = u;
            long[] pairs = SelfIntersections.pairs(new Mesh(p, t), Parallel.sequential());
            if (allowed) assertThat(SelfIntersections.crossings(new Mesh(p, t), Parallel.sequential())).isEmpty();
            else assertThat(pairs).as("turn %d", turn).isNotEmpty();
            refused += allowed ? 0 : 1;
        }
        assertThat(refused).isBetween(20, 250);
    }
}
