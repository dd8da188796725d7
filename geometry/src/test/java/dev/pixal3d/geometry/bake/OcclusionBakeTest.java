// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Convex bodies see all of the sky, hollows see less, and the tree agrees with a search of all triangles. */
class OcclusionBakeTest {
    private static final Parallel PARALLEL = new Parallel(2);

    @AfterAll
    static void close() { PARALLEL.close(); }

    @Test
    void aBallSeesEverything() {
        Mesh mesh = Shapes.sphere(16, 0.4);
        int size = 128;
        UnwrappedMesh out = Unwrap.unwrap(mesh, size, UnwrapOptions.forTexture(size), RunContext.silent(PARALLEL));
        SurfaceMap map = SurfaceMap.of(out, size, RunContext.silent(PARALLEL));
        byte[] baked = OcclusionBake.bake(map, mesh, VertexNormals.of(mesh), RunContext.silent(PARALLEL));
        for (byte value : baked) assertThat(value & 255).isGreaterThan(250);
        BakedTextures textures = TextureBake.bake(map, (_, _, _, o, at) -> o[at + 4] = 1, RunContext.silent(PARALLEL))
                .withOcclusion(baked);
        assertThat(textures.metallicRoughness()[0]).isEqualTo(baked[0]);
        assertThat(textures.metallicRoughness()[1] & 255).isEqualTo(255);
    }

    @Test
    void theInnerSideOfARingSeesLess() {
        Mesh mesh = Shapes.torus(60, 30, 0.3, 0.15);
        float[] seen = OcclusionBake.vertices(mesh, VertexNormals.of(mesh), RunContext.silent(PARALLEL));
        for (int i = 0; i < 60; i++) {
            assertThat(seen[i * 30]).isGreaterThan(0.95f);
            assertThat(seen[i * 30 + 15]).isLessThan(0.8f);
        }
    }

    @Test
    void theTreeFindsWhatASearchOfAllTrianglesFinds() {
        Mesh mesh = Shapes.soup(60, 80, 4);
        RayTree tree = new RayTree(mesh);
        Random random = new Random(5);
        int hits = 0;
        for (int n = 0; n < 2000; n++) {
            float[] r = new float[6];
            for (int k = 0; k < 6; k++) r[k] = random.nextFloat() - 0.5f;
            boolean expected = false;
            for (int t = 0; t < mesh.triangleCount() && !expected; t++) {
                int[] one = {mesh.triangles()[3 * t], mesh.triangles()[3 * t + 1], mesh.triangles()[3 * t + 2]};
                expected = new RayTree(new Mesh(mesh.positions(), one)).blocked(r[0], r[1], r[2], r[3], r[4], r[5],
                        0.7f);
            }
            assertThat(tree.blocked(r[0], r[1], r[2], r[3], r[4], r[5], 0.7f)).isEqualTo(expected);
            if (expected) hits++;
        }
        assertThat(hits).isBetween(200, 1800);
    }

    @Test
    void nothingIsNotInTheWay() {
        assertThat(new RayTree(new Mesh(new float[0], new int[0])).blocked(0, 0, 0, 1, 0, 0, 9)).isFalse();
    }
}
