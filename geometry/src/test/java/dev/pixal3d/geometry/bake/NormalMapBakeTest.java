// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Bvh;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.NormalField;
import dev.pixal3d.geometry.mesh.SurfaceNormals;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.geometry.voxel.BrickMap;
import dev.pixal3d.geometry.voxel.VoxelNormals;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A coarse mesh with its normal map is shaded like the fine surface. */
class NormalMapBakeTest {
    private static final Parallel PARALLEL = new Parallel(2);
    private static final int SIZE = 256;

    @AfterAll
    static void close() { PARALLEL.close(); }

    private static UnwrappedMesh unwrap(Mesh mesh) {
        return Unwrap.unwrap(mesh, SIZE, UnwrapOptions.forTexture(SIZE), RunContext.silent(PARALLEL));
    }

    @Test
    void tangentsAreUnitAcrossTheNormalAndOneSided() {
        Mesh mesh = Shapes.torus(40, 24, 0.3, 0.12);
        UnwrappedMesh out = unwrap(mesh);
        float[] normals = out.gather(VertexNormals.of(mesh), 3);
        float[] tangents = Tangents.of(out, normals);
        for (int v = 0; v < out.vertexCount(); v++) {
            double length = 0, across = 0;
            for (int k = 0; k < 3; k++) {
                length += tangents[4 * v + k] * tangents[4 * v + k];
                across += tangents[4 * v + k] * normals[3 * v + k];
            }
            assertThat(length).isBetween(0.9999, 1.0001);
            assertThat(across).isBetween(-1e-4, 1e-4);
            assertThat(Math.abs(tangents[4 * v + 3])).isEqualTo(1);
        }
    }

    /** Along each edge the surface moves as tangent and bitangent say: u to the right, v down. */
    @Test
    void tangentsFollowTheTexture() {
        UnwrappedMesh out = unwrap(Shapes.sphere(12, 0.4));
        float[] normals = out.gather(VertexNormals.of(Shapes.sphere(12, 0.4)), 3);
        float[] tangents = Tangents.of(out, normals);
        int[] t = out.triangles();
        for (int c = 0; c < t.length; c++) {
            int a = t[c], b = t[FaceAdjacency.next(c)];
            double along = 0, up = 0;
            for (int k = 0; k < 3; k++) {
                int i = (k + 1) % 3, j = (k + 2) % 3;
                double d = out.positions()[3 * b + k] - out.positions()[3 * a + k];
                double bitangent = tangents[4 * a + 3] * (normals[3 * a + i] * tangents[4 * a + j]
                        - normals[3 * a + j] * tangents[4 * a + i]);
                along += d * tangents[4 * a + k];
                up += d * bitangent;
            }
            double scale = out.stats().texelsPerUnit() / SIZE;
            double du = out.uvs()[2 * b] - out.uvs()[2 * a], dv = out.uvs()[2 * b + 1] - out.uvs()[2 * a + 1];
            double length = Math.sqrt(du * du + dv * dv);
            assertThat(Math.abs(along * scale - du)).isLessThan(0.25 * length);
            assertThat(Math.abs(up * scale + dv)).isLessThan(0.25 * length);
        }
    }

    @Test
    void ownNormalsGiveAFlatMap() {
        UnwrappedMesh out = unwrap(Shapes.hedgehog(8, 2));
        float[] normals = out.gather(VertexNormals.of(Shapes.hedgehog(8, 2)), 3);
        NormalField same = (_, _, _, nx, ny, nz, n) -> {
            n[0] = nx;
            n[1] = ny;
            n[2] = nz;
        };
        SurfaceMap map = SurfaceMap.of(out, SIZE, RunContext.silent(PARALLEL));
        byte[] baked = NormalMapBake.bake(map, normals, Tangents.of(out, normals), same, RunContext.silent(PARALLEL));
        for (int i = 0; i < SIZE * SIZE; i++) {
            assertThat(baked[3 * i] & 255).isBetween(127, 128);
            assertThat(baked[3 * i + 1] & 255).isBetween(127, 128);
            assertThat(baked[3 * i + 2] & 255).isBetween(254, 255);
        }
    }

    /** Decodes as a renderer does and compares with the normal that was baked. */
    @Test
    void aRendererReadsBackTheFineNormals() {
        Mesh coarse = Shapes.sphere(6, 0.4);
        UnwrappedMesh out = unwrap(coarse);
        float[] normals = out.gather(VertexNormals.of(coarse), 3);
        float[] tangents = Tangents.of(out, normals);
        NormalField bumpy = (x, y, z, nx, ny, nz, n) -> {
            double a = nx + 0.3 * Math.sin(20 * y), b = ny + 0.3 * Math.sin(20 * z), c = nz + 0.3 * Math.sin(20 * x);
            double l = Math.sqrt(a * a + b * b + c * c);
            n[0] = (float) (a / l);
            n[1] = (float) (b / l);
            n[2] = (float) (c / l);
        };
        SurfaceMap map = SurfaceMap.of(out, SIZE, RunContext.silent(PARALLEL));
        byte[] baked = NormalMapBake.bake(map, normals, tangents, bumpy, RunContext.silent(PARALLEL));
        double[] weights = new double[4];
        float[] expected = new float[3];
        for (int i = 0; i < SIZE * SIZE; i++) {
            if (map.coverage()[i] != 2) continue;
            map.barycentric(i, weights);
            double[] p = new double[3], n = new double[3], t = new double[3], b = new double[3];
            for (int c = 0; c < 3; c++) {
                int v = out.triangles()[3 * map.triangle(i) + c];
                for (int k = 0; k < 3; k++) {
                    int j = (k + 1) % 3, l = (k + 2) % 3;
                    p[k] += weights[c] * out.positions()[3 * v + k];
                    n[k] += weights[c] * normals[3 * v + k];
                    t[k] += weights[c] * tangents[4 * v + k];
                    b[k] += weights[c] * tangents[4 * v + 3] * (normals[3 * v + j] * tangents[4 * v + l]
                            - normals[3 * v + l] * tangents[4 * v + j]);
                }
            }
            normalise(n);
            normalise(t);
            normalise(b);
            bumpy.normal((float) p[0], (float) p[1], (float) p[2], (float) n[0], (float) n[1], (float) n[2], expected);
            double[] shaded = new double[3];
            for (int k = 0; k < 3; k++) {
                shaded[k] = decode(baked[3 * i]) * t[k] + decode(baked[3 * i + 1]) * b[k]
                        + decode(baked[3 * i + 2]) * n[k];
            }
            normalise(shaded);
            double cos = shaded[0] * expected[0] + shaded[1] * expected[1] + shaded[2] * expected[2];
            assertThat(cos).isGreaterThan(0.9998);
        }
    }

    private static double decode(byte value) { return (value & 255) / 127.5 - 1; }

    private static void normalise(double[] a) {
        double length = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
        for (int k = 0; k < 3; k++) a[k] /= length;
    }

    @Test
    void voxelNormalsFollowTheSurfaceOnBothSidesOfASheet() {
        int resolution = 64;
        Mesh ball = Shapes.sphere(120, 0.35);
        int[] coords = new int[ball.positions().length];
        for (int i = 0; i < coords.length; i++) {
            coords[i] = (int) Math.floor((ball.positions()[i] + 0.5f) * resolution);
        }
        VoxelNormals field = VoxelNormals.of(resolution, BrickMap.of(resolution, coords), ball);
        float[] n = new float[3];
        for (int v = 0; v < ball.positions().length; v += 3) {
            float x = ball.positions()[v], y = ball.positions()[v + 1], z = ball.positions()[v + 2];
            float[] d = {x / 0.35f, y / 0.35f, z / 0.35f};
            field.normal(x, y, z, d[0], d[1], d[2], n);
            assertThat(n[0] * d[0] + n[1] * d[1] + n[2] * d[2]).isGreaterThan(0.998f);
            field.normal(x, y, z, -d[0], -d[1], -d[2], n);
            assertThat(n[0] * d[0] + n[1] * d[1] + n[2] * d[2]).isLessThan(-0.998f);
        }
        field.normal(0, 0, 0, 0, 1, 0, n);
        assertThat(n).containsExactly(0, 1, 0);
    }

    @Test
    void closestPointNormalsAgreeWithVoxelNormals() {
        int resolution = 96;
        Mesh fine = Shapes.bumpySphere(60);
        VoxelNormals voxels = VoxelNormals.of(resolution, fine);
        SurfaceNormals exact = new SurfaceNormals(fine, Bvh.of(fine, PARALLEL));
        float[] a = new float[3], b = new float[3], own = VertexNormals.of(fine);
        double mean = 0;
        for (int v = 0; v < own.length; v += 3) {
            float x = fine.positions()[v], y = fine.positions()[v + 1], z = fine.positions()[v + 2];
            exact.normal(x, y, z, own[v], own[v + 1], own[v + 2], a);
            assertThat(a[0] * own[v] + a[1] * own[v + 1] + a[2] * own[v + 2]).isGreaterThan(0.9999f);
            voxels.normal(x, y, z, own[v], own[v + 1], own[v + 2], b);
            mean += (double) (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (own.length / 3);
        }
        assertThat(mean).isGreaterThan(0.98);
    }
}
