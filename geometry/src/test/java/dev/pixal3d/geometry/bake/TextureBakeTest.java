// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is baked is what the field says, on the charts, at their rims and after mip-mapping. */
class TextureBakeTest {
    private static final Parallel PARALLEL = new Parallel(2);
    private static final AttributeField LINEAR = (x, y, z, out, at) -> {
        out[at] = 0.5f + 0.8f * x;
        out[at + 1] = 0.5f + 0.8f * y;
        out[at + 2] = 0.5f + 0.8f * z;
        out[at + 3] = 0.5f + 0.4f * (x + y);
        out[at + 4] = 0.5f - 0.4f * (y + z);
        out[at + 5] = 1;
    };

    @AfterAll
    static void close() { PARALLEL.close(); }

    private static UnwrappedMesh unwrap(Mesh mesh, int size) {
        return Unwrap.unwrap(mesh, size, UnwrapOptions.forTexture(size), RunContext.silent(PARALLEL));
    }

    @Test
    void constantFieldFillsTheWholeTexture() {
        AttributeField constant = (_, _, _, out, at) -> {
            for (int k = 0; k < 6; k++) out[at + k] = (k + 1) / 8f;
        };
        BakedTextures baked = TextureBake.bake(unwrap(Shapes.hedgehog(12, 4), 200), constant, 200,
                RunContext.silent(PARALLEL));
        for (int i = 0; i < 200 * 200; i++) {
            assertThat(baked.baseColorRgba()[4 * i] & 255).isEqualTo(32);
            assertThat(baked.baseColorRgba()[4 * i + 1] & 255).isEqualTo(64);
            assertThat(baked.baseColorRgba()[4 * i + 2] & 255).isEqualTo(96);
            assertThat(baked.baseColorRgba()[4 * i + 3] & 255).isEqualTo(191);
            assertThat(baked.metallicRoughness()[3 * i] & 255).isEqualTo(255);
            assertThat(baked.metallicRoughness()[3 * i + 1] & 255).isEqualTo(159);
            assertThat(baked.metallicRoughness()[3 * i + 2] & 255).isEqualTo(128);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 250, 512})
    void linearFieldIsReadBackAnywhereOnTheSurface(int size) {
        UnwrappedMesh mesh = unwrap(Shapes.torus(60, 30, 0.3, 0.1), size);
        BakedTextures baked = TextureBake.bake(mesh, LINEAR, size, RunContext.silent(PARALLEL));
        Random random = new Random(7);
        float[] expected = new float[6];
        // one texel of slope: the field changes by 0.8 a unit, a texel is 1 / texelsPerUnit
        double tolerance = 255 * (0.8 / mesh.stats().texelsPerUnit()) + 1;
        for (int n = 0; n < 20000; n++) {
            int t = random.nextInt(mesh.triangleCount());
            double a = random.nextDouble(), b = random.nextDouble() * (1 - a), c = 1 - a - b;
            double[] p = at(mesh, t, a, b, c);
            LINEAR.sample((float) p[0], (float) p[1], (float) p[2], expected, 0);
            for (int k = 0; k < 3; k++) {
                assertThat(bilinear(baked.baseColorRgba(), size, 4, k, p[3], p[4])).isCloseTo(255 * expected[k],
                        org.assertj.core.data.Offset.offset(tolerance));
            }
            assertThat(bilinear(baked.metallicRoughness(), size, 3, 2, p[3], p[4])).isCloseTo(255 * expected[3],
                    org.assertj.core.data.Offset.offset(tolerance));
            assertThat(bilinear(baked.metallicRoughness(), size, 3, 1, p[3], p[4])).isCloseTo(255 * expected[4],
                    org.assertj.core.data.Offset.offset(tolerance));
        }
    }

    /** x, y, z, u, v of a point of a triangle. */
    private static double[] at(UnwrappedMesh mesh, int t, double... weights) {
        double[] out = new double[5];
        for (int k = 0; k < 3; k++) {
            int v = mesh.triangles()[3 * t + k];
            for (int j = 0; j < 3; j++) out[j] += weights[k] * mesh.positions()[3 * v + j];
            for (int j = 0; j < 2; j++) out[3 + j] += weights[k] * mesh.uvs()[2 * v + j];
        }
        return out;
    }

    private static double bilinear(byte[] texels, int size, int channels, int channel, double u, double v) {
        double x = u * size - 0.5, y = v * size - 0.5, sum = 0;
        for (int q = 0; q < 4; q++) {
            int i = (int) Math.floor(x) + (q & 1), j = (int) Math.floor(y) + (q >> 1);
            double w = (1 - Math.abs(x - i)) * (1 - Math.abs(y - j));
            sum += w * (texels[(Math.clamp(j, 0, size - 1) * size + Math.clamp(i, 0, size - 1)) * channels + channel]
                    & 255);
        }
        return sum;
    }

    @Test
    void aChartThinnerThanATexelGetsItsOwnColour() {
        float[] p = {0, 0, 0, 0.4f, 0, 0, 0.4f, 0.0005f, 0, -0.5f, -0.5f, 0.2f, 0.5f, -0.5f, 0.2f, 0, 0.5f, 0.2f};
        Mesh mesh = new Mesh(p, new int[]{0, 1, 2, 3, 4, 5});
        AttributeField byHeight = (_, _, z, out, at) -> java.util.Arrays.fill(out, at, at + 6, z > 0.1f ? 1 : 0);
        UnwrappedMesh out = unwrap(mesh, 64);
        BakedTextures baked = TextureBake.bake(out, byHeight, 64, RunContext.silent(PARALLEL));
        for (int c = 0; c < 3; c++) {
            int v = out.triangles()[c];
            assertThat(bilinear(baked.baseColorRgba(), 64, 4, 0, out.uvs()[2 * v], out.uvs()[2 * v + 1])).isZero();
        }
    }

    @Test
    void nearestTexelIsExact() {
        int size = 48, reach = 9;
        Random random = new Random(3);
        byte[] coverage = new byte[size * size];
        byte[] texels = new byte[size * size];
        for (int i = 0; i < coverage.length; i++) {
            if (random.nextInt(60) != 0) continue;
            coverage[i] = 1;
            texels[i] = (byte) (1 + random.nextInt(120));
        }
        byte[] before = texels.clone();
        GutterFill.plan(coverage, size, reach, PARALLEL).fill(texels, 1, PARALLEL);
        for (int i = 0; i < coverage.length; i++) {
            int best = Integer.MAX_VALUE;
            for (int j = 0; j < coverage.length; j++) {
                if (coverage[j] == 0) continue;
                int dx = i % size - j % size, dy = i / size - j / size;
                best = Math.min(best, dx * dx + dy * dy);
            }
            if (best > reach * reach) {
                assertThat(texels[i]).isNotZero();
                continue;
            }
            boolean found = false;
            for (int j = 0; j < coverage.length; j++) {
                int dx = i % size - j % size, dy = i / size - j / size;
                found |= coverage[j] != 0 && dx * dx + dy * dy == best && before[j] == texels[i];
            }
            assertThat(found).isTrue();
        }
    }

    @Test
    void backgroundFarFromChartsIsTheirMean() {
        int size = 128;
        byte[] coverage = new byte[size * size];
        byte[] texels = new byte[size * size];
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                coverage[y * size + x] = 1;
                texels[y * size + x] = (byte) 200;
            }
        }
        GutterFill.plan(coverage, size, 4, PARALLEL).fill(texels, 1, PARALLEL);
        for (byte texel : texels) assertThat(texel & 255).isEqualTo(200);
    }

    @Test
    void texturesDoNotDependOnThreads() {
        UnwrappedMesh mesh = unwrap(Shapes.gyroid(40), 300);
        try (Parallel one = new Parallel(1); Parallel four = new Parallel(4)) {
            BakedTextures a = TextureBake.bake(mesh, LINEAR, 300, RunContext.silent(one));
            BakedTextures b = TextureBake.bake(mesh, LINEAR, 300, RunContext.silent(four));
            assertThat(b.baseColorRgba()).isEqualTo(a.baseColorRgba());
            assertThat(b.metallicRoughness()).isEqualTo(a.metallicRoughness());
        }
    }
}
