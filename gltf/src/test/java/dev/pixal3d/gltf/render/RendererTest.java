// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.GlbWriter;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.image.RgbaImage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {
    private static final double ANGLE = 0.7, DISTANCE = 0.5 / Math.tan(ANGLE / 2);
    private final Parallel parallel = new Parallel(2);

    @AfterEach
    void end() { parallel.close(); }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 99})
    void theInputCameraSeesThePlaneTexelForPixel(int size) {
        Random random = new Random(size);
        RgbaImage picture = Samples.picture(size, (_, _) -> 0xff000000 | random.nextInt(1 << 24));
        GlbModel model = model(square(false), Material.opaque(picture, picture), Front.GLTF);
        RgbaImage seen = Renderer.render(model, new View.InputCamera(ANGLE, DISTANCE, Front.GLTF), new RenderOptions(
                size, RenderMode.BASE_COLOR, 1, 0), parallel);
        assertThat(seen.pixels()).isEqualTo(picture.pixels());
    }

    @Test
    void theInputCameraFollowsAModelTurnedAsTheReferenceDoes() {
        RgbaImage picture = Samples.picture(32, (x, y) -> 0xff000000 | 8 * x << 16 | 8 * y << 8);
        GlbModel model = model(square(false), Material.opaque(picture, picture), Front.REFERENCE);
        RenderOptions options = new RenderOptions(32, RenderMode.BASE_COLOR, 1, 0);
        RgbaImage seen = Renderer.render(model, new View.InputCamera(ANGLE, DISTANCE, Front.REFERENCE), options,
                parallel);
        assertThat(seen.pixels()).isEqualTo(picture.pixels());
    }

    @Test
    void pixelsFollowThePinholeFormula() {
        float half = 0.002f, px = 0.21f, py = -0.13f, pz = 0.3f;
        TexturedMesh dot = quad(px, py, pz, half, false);
        RgbaImage white = Samples.picture(1, (_, _) -> -1);
        int size = 256;
        RgbaImage seen = Renderer.render(model(dot, Material.opaque(white, white), Front.GLTF), new View.InputCamera(
                ANGLE, DISTANCE, Front.GLTF), new RenderOptions(size, RenderMode.MASK, 4, 0), parallel);
        double sum = 0, u = 0, v = 0;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                sum += seen.at(x, y, 0);
                u += seen.at(x, y, 0) * (x + 0.5);
                v += seen.at(x, y, 0) * (y + 0.5);
            }
        }
        double focal = size / (2 * Math.tan(ANGLE / 2));
        assertThat(u / sum).isCloseTo(size / 2.0 + focal * px / (DISTANCE - pz), within(0.15));
        assertThat(v / sum).isCloseTo(size / 2.0 - focal * py / (DISTANCE - pz), within(0.15));
    }

    @Test
    void backsAreDrawnOnlyWhenDoubleSided() {
        RgbaImage white = Samples.picture(1, (_, _) -> -1);
        for (boolean both : new boolean[]{false, true}) {
            GlbModel model = model(square(both), Material.opaque(white, white), Front.GLTF);
            RgbaImage back = Renderer.render(model, new View.Orbit(180, 0), RenderOptions.of(32, RenderMode.MASK),
                    parallel);
            assertThat(back.at(16, 16, 0)).isEqualTo(both ? 255 : 0);
        }
    }

    @Test
    void noSampleFallsBetweenTriangles() {
        GlbModel model = model(Samples.sphere(300, 200), Samples.material(AlphaMode.OPAQUE), Front.GLTF);
        RgbaImage seen = Renderer.render(model, new View.Orbit(17, 33), RenderOptions.of(256, RenderMode.MASK),
                parallel);
        for (int y = 0; y < 256; y++) {
            for (int x = 0; x < 256; x++) {
                if (Math.hypot(x - 127.5, y - 127.5) < 118) assertThat(seen.at(x, y, 0)).isEqualTo(255);
            }
        }
    }

    @Test
    void aNormalMapBendsTheNormalAlongTheTexture() {
        RgbaImage white = Samples.picture(1, (_, _) -> -1), up = Samples.picture(1, (_, _) -> 0xff80dad9);
        Material bent = new Material(white, white, java.util.Optional.of(up), false, AlphaMode.OPAQUE);
        RgbaImage seen = Renderer.render(model(square(false), bent, Front.GLTF), new View.Orbit(0, 0), RenderOptions.of(
                16, RenderMode.NORMALS), parallel);
        assertThat(seen.at(8, 8, 0)).isCloseTo(128, within(2));
        assertThat(seen.at(8, 8, 1)).isCloseTo(218, within(3));
        assertThat(seen.at(8, 8, 2)).isCloseTo(218, within(3));
    }

    @Test
    void maskedTexelsAreHoles() {
        RgbaImage half = Samples.picture(32, (x, _) -> x < 16 ? 0x00ffffff : -1);
        Material cut = new Material(half, half, java.util.Optional.empty(), false, AlphaMode.MASK);
        RgbaImage seen = Renderer.render(model(square(false), cut, Front.GLTF), new View.InputCamera(ANGLE, DISTANCE,
                Front.GLTF), RenderOptions.of(32, RenderMode.MASK), parallel);
        assertThat(seen.at(8, 16, 0)).isZero();
        assertThat(seen.at(24, 16, 0)).isEqualTo(255);
    }

    @ParameterizedTest
    @EnumSource(RenderMode.class)
    void theSamePictureForAnyNumberOfThreads(RenderMode mode) {
        GlbModel model = model(Samples.sphere(60, 40), Samples.material(AlphaMode.BLEND), Front.GLTF);
        RenderOptions options = RenderOptions.of(100, mode);
        RgbaImage two = Renderer.render(model, new View.Orbit(40, 10), options, parallel);
        try (Parallel one = new Parallel(1)) {
            assertThat(Renderer.render(model, new View.Orbit(40, 10), options, one).pixels()).isEqualTo(two.pixels());
        }
        assertThat(two.at(50, 50, 3)).isEqualTo(255);
    }

    @Test
    void anEyeInsideTheModelIsNoProblem() {
        GlbModel model = model(Samples.sphere(60, 40), Samples.material(AlphaMode.OPAQUE), Front.GLTF);
        RgbaImage seen = Renderer.render(model, new View.InputCamera(2.5, 0.1, Front.GLTF), RenderOptions.of(64,
                RenderMode.MASK), parallel);
        assertThat(seen.at(32, 32, 0)).isZero();
    }

    @Test
    void sheetsHoldTilesAndLabels() {
        RgbaImage red = Samples.picture(40, (_, _) -> 0xffff0000), blue = Samples.picture(20, (_, _) -> 0xff0000ff);
        RgbaImage sheet = ContactSheet
                .compose(List.of(new ContactSheet.Tile("A1", red), new ContactSheet.Tile("much too long",
                        blue), new ContactSheet.Tile("", red)), 2);
        assertThat(sheet.width()).isEqualTo(6 + 2 * 46);
        assertThat(sheet.height()).isEqualTo(6 + 2 * 66);
        assertThat(sheet.at(26, 26, 0)).isEqualTo(255);
        assertThat(sheet.at(26, 26, 1)).isZero();
        assertThat(sheet.at(72, 26, 2)).isEqualTo(255);
        assertThat(sheet.at(53, 26, 0)).isEqualTo(255);
        int ink = 0;
        for (int x = 6; x < 46; x++) for (int y = 46; y < 72; y++) if (sheet.at(x, y, 0) < 100) ink++;
        assertThat(ink).isBetween(40, 400);
    }

    private static GlbModel model(TexturedMesh mesh, Material material, Front front) {
        return GlbReader.read(Samples.glb(front.apply(mesh), material));
    }

    private static TexturedMesh square(boolean doubleSided) { return quad(0, 0, 0, 0.5f, doubleSided); }

    private static TexturedMesh quad(float x, float y, float z, float half, boolean doubleSided) {
        float[] p = {x - half, y + half, z, x - half, y - half, z, x + half, y - half, z, x + half, y + half, z};
        float[] n = {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1}, uv = {0, 0, 0, 1, 1, 1, 1, 0}, t = {1, 0, 0, 1, 1, 0, 0, 1, 1,
                0, 0, 1, 1, 0, 0, 1};
        return new TexturedMesh(p, n, uv, t, new int[]{0, 1, 2, 0, 2, 3}, doubleSided);
    }
}
