// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import org.junit.jupiter.api.Test;

/** What is baked, of a solid with the same attributes everywhere. */
class TextureStageTest {
    private static final int SIZE = 1024;
    private static final DecodedAsset ASSET = Exports.of(Exports.cube(32, 8, 24),
            Exports.constant(1, 0.5f, 0, 0.25f, 0.75f, 0.5f));

    private static TextureStage.Textures bake(Settings settings, Parallel parallel) {
        RunContext context = RunContext.silent(parallel);
        SurfaceStage.Surface surface = SurfaceStage.of(ASSET, settings, context);
        Mesh solid = surface.mesh();
        UnwrappedMesh unwrapped = Unwrap.unwrap(solid, SIZE, UnwrapOptions.forTexture(SIZE), context);
        return TextureStage.bake(ASSET, surface, solid, unwrapped, settings, context);
    }

    private static int[] texel(RgbaImage image, int i) {
        int[] out = new int[4];
        for (int k = 0; k < 4; k++) out[k] = image.pixels()[4 * i + k] & 255;
        return out;
    }

    @Test
    void everyTexelHasTheAttributes() {
        TextureStage.Textures textures = bake(Exports.SMALL.with(Parameters.ALPHA_MODE, AlphaMode.BLEND),
                Parallel.sequential());
        RgbaImage base = textures.material().baseColor(), other = textures.material().metallicRoughness();
        assertThat(base.width()).isEqualTo(SIZE);
        assertThat(base.height()).isEqualTo(SIZE);
        for (int i = 0; i < SIZE * SIZE; i++) {
            if (texel(base, i)[0] == 0) continue;
            assertThat(texel(base, i)).containsExactly(255, 128, 0, 128);
            assertThat(texel(other, i)[1]).as("roughness").isEqualTo(191);
            assertThat(texel(other, i)[2]).as("metallic").isEqualTo(64);
        }
        assertThat(texel(base, SIZE * SIZE / 2)[0]).isEqualTo(255);
        assertThat(textures.material().alphaMode()).isEqualTo(AlphaMode.BLEND);
    }

    @Test
    void normalMapAndOcclusionAreMadeWhenAskedFor() {
        TextureStage.Textures plain = bake(Exports.SMALL, Parallel.sequential());
        assertThat(plain.material().normal()).isEmpty();
        assertThat(plain.tangents()).isEmpty();
        assertThat(plain.material().occlusion()).isFalse();
        TextureStage.Textures both = bake(
                Exports.SMALL.with(Parameters.NORMAL_MAP, true).with(Parameters.OCCLUSION_MAP, true),
                Parallel.sequential());
        assertThat(both.material().normal()).hasValueSatisfying(map -> {
            double z = 0;
            for (int i = 0; i < SIZE * SIZE; i++) z += texel(map, i)[2] / (double) (SIZE * SIZE);
            assertThat(z).as("normals of a cube are those of its faces, but for the edges").isGreaterThan(240);
        });
        assertThat(both.tangents()).isNotEmpty();
        assertThat(both.material().occlusion()).isTrue();
        long open = 0;
        for (int i = 0; i < SIZE * SIZE; i++) if (texel(both.material().metallicRoughness(), i)[0] > 250) open++;
        assertThat(open / (double) (SIZE * SIZE)).as("nothing stands in front of a convex solid").isGreaterThan(0.9);
    }

    @Test
    void theSameForAnyNumberOfThreads() {
        Settings all = Exports.SMALL.with(Parameters.NORMAL_MAP, true).with(Parameters.OCCLUSION_MAP, true);
        try (Parallel parallel = new Parallel(3)) {
            TextureStage.Textures one = bake(all, Parallel.sequential()), three = bake(all, parallel);
            assertThat(three.material().metallicRoughness().pixels())
                    .isEqualTo(one.material().metallicRoughness().pixels());
            assertThat(three.material().normal().map(RgbaImage::pixels).orElseThrow())
                    .isEqualTo(one.material().normal().map(RgbaImage::pixels).orElseThrow());
        }
    }
}
