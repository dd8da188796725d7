// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.NearVertices;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UnsearchedPassesTest {
    private static MeshPatches patches(Mesh mesh) {
        return MeshPatches.cut(mesh.positions(), new float[0], mesh.triangles(), 4000, 0, Parallel.sequential());
    }

    private static boolean harmed(Mesh before, Mesh after) {
        return new UnsearchedPasses(patches(before), 1).harmed(patches(after), Parallel.sequential());
    }

    /** A sphere with one vertex more, which no face uses, so far from its first. */
    private static Mesh withNeighbour(double distance) {
        Mesh sphere = Shapes.sphere(8, 0.4);
        float[] p = Arrays.copyOf(sphere.positions(), sphere.positions().length + 3);
        System.arraycopy(p, 0, p, p.length - 3, 3);
        p[p.length - 3] += (float) distance;
        return new Mesh(p, sphere.triangles());
    }

    @Test
    void soundMeshesAreNotHarmed() { assertThat(harmed(Shapes.sphere(16, 0.4), Shapes.sphere(8, 0.4))).isFalse(); }

    @Test
    void crossingsHarm() {
        assertThat(harmed(Shapes.sphere(16, 0.4), Shapes.torus(60, 30, 0.2, 0.25))).isTrue();
    }

    @Test
    void nearVerticesHarmUnlessTheyWereThere() {
        Mesh near = withNeighbour(0.5 * NearVertices.APART);
        assertThat(harmed(withNeighbour(2 * NearVertices.APART), near)).isTrue();
        assertThat(harmed(near, near)).isFalse();
        assertThat(harmed(near, withNeighbour(2 * NearVertices.APART))).isFalse();
    }
}
