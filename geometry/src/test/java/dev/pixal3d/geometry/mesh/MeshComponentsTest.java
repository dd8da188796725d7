// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeshComponentsTest {
    private static Mesh triangles(double... sizes) {
        float[] positions = new float[9 * sizes.length];
        int[] triangles = new int[3 * sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            positions[9 * i + 3] = (float) sizes[i];
            positions[9 * i + 7] = (float) sizes[i];
            for (int k = 0; k < 3; k++) triangles[3 * i + k] = 3 * i + k;
        }
        return new Mesh(positions, triangles);
    }

    @Test
    void smallPartsGoAndAreReported() {
        MeshComponents.Kept kept = MeshComponents.dropSmall(triangles(0.01, 0.5, 0.2), 1e-3, 0.1);
        assertThat(kept.mesh().triangleCount()).isEqualTo(2);
        assertThat(kept.mesh().vertexCount()).isEqualTo(6);
        assertThat(kept.removed()).hasSize(1);
        assertThat(kept.removed().getFirst().faces()).isEqualTo(1);
        assertThat(kept.removed().getFirst().extent()).isEqualTo(0.01f);
    }

    @Test
    void theLargestPartStaysHoweverSmall() {
        MeshComponents.Kept kept = MeshComponents.dropSmall(triangles(0.001, 0.002), 1, 1);
        assertThat(kept.mesh().triangleCount()).isEqualTo(1);
        assertThat(kept.mesh().positions()[3]).isEqualTo(0.002f);
    }

    @Test
    void partsAreCountedThroughSharedVertices() {
        Mesh fan = new Mesh(new float[15], new int[]{0, 1, 2, 2, 3, 4});
        assertThat(MeshComponents.of(fan).count()).isEqualTo(1);
        assertThat(MeshComponents.of(triangles(1, 1, 1)).count()).isEqualTo(3);
    }

    @Test
    void aMeshWithoutFacesHasNoParts() {
        MeshComponents.Kept kept = MeshComponents.dropSmall(new Mesh(new float[3], new int[0]), 1, 1);
        assertThat(kept.mesh().triangleCount()).isZero();
        assertThat(kept.removed()).isEmpty();
    }
}
