// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.RgbaImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way of writing a GLB looks the same in three.js as in our renderer, from the front and from behind. Both draw
 * stored colours, 4 by 4 samples in a pixel, so what may differ is rounding and, for blended alpha, our ordered dither.
 */
class ThreeJsTest {
    private static final List<View> VIEWS = List.of(new View.Orbit(0, 0), new View.Orbit(130, 25));
    private static final double OVERLAP = 0.99, DIFFERENCE = 1.5, DITHER = 4;
    private static final TexturedMesh MESH = Samples.egg(60, 40);

    @BeforeAll
    static void browser() { ThreeJs.assumeBrowser(); }

    @Test
    void everyVariantLooksTheSame(@TempDir Path folder) throws Exception {
        List<ThreeJs.Job> jobs = new ArrayList<>();
        for (TextureFormat format : TextureFormat.values()) {
            for (GeometryCompression compression : GeometryCompression.values()) {
                for (AlphaMode alpha : AlphaMode.values()) {
                    Front front = alpha == AlphaMode.MASK ? Front.REFERENCE : Front.GLTF;
                    Path file = folder.resolve("%s-%s-%s.glb".formatted(format, compression, alpha));
                    Files.write(file, Samples.glb(front.apply(MESH), material(alpha), format, compression));
                    jobs.add(new ThreeJs.Job(file, ThreeJs.Show.COLOR, VIEWS));
                }
            }
        }
        for (ThreeJs.Drawn drawn : ThreeJs.draw(jobs, folder)) {
            assertThat(drawn.complaints()).as(drawn.file()).isEmpty();
            assertThat(drawn.triangles()).as(drawn.file()).isEqualTo(MESH.triangleCount());
            assertThat(drawn.maps()).as(drawn.file()).containsExactly("map", "normalMap", "roughnessMap",
                    "metalnessMap", "aoMap");
            double most = drawn.file().contains("BLEND") ? DITHER : DIFFERENCE;
            for (Agreement one : agreements(Files.readAllBytes(folder.resolve(drawn.file())), RenderMode.BASE_COLOR,
                    VIEWS, drawn)) {
                assertThat(one.overlap()).as(drawn.file()).isGreaterThan(OVERLAP);
                assertThat(one.difference()).as(drawn.file()).isLessThan(most);
            }
        }
    }

    /** From the front the camera's axes are those of the file, in which ours are given. */
    @Test
    void normalMapsBendTheSameWay(@TempDir Path folder) throws Exception {
        List<View> front = List.of(new View.Orbit(0, 0));
        List<ThreeJs.Job> jobs = new ArrayList<>();
        for (GeometryCompression compression : GeometryCompression.values()) {
            Path file = Files.write(folder.resolve(compression + ".glb"), Samples.glb(MESH,
                    material(AlphaMode.OPAQUE), compression));
            jobs.add(new ThreeJs.Job(file, ThreeJs.Show.NORMALS, front));
        }
        for (ThreeJs.Drawn drawn : ThreeJs.draw(jobs, folder)) {
            byte[] glb = Files.readAllBytes(folder.resolve(drawn.file()));
            assertThat(agreements(glb, RenderMode.NORMALS, front, drawn)).as(drawn.file()).allSatisfy(
                    a -> assertThat(a.difference()).isLessThan(2));
        }
    }

    /** The comparison sees what must not happen: each of these files is valid and wrong. */
    @Test
    void wrongFilesAreTold(@TempDir Path folder) throws Exception {
        byte[] right = Samples.glb(MESH, material(AlphaMode.OPAQUE));
        byte[] unbent = Samples.glb(MESH, Samples.material(AlphaMode.OPAQUE));
        List<ThreeJs.Job> jobs = List.of(
                job(folder, "turned", Samples.glb(Front.REFERENCE.apply(MESH), material(AlphaMode.OPAQUE)),
                        ThreeJs.Show.COLOR),
                job(folder, "moved", Samples.glb(shifted(MESH), material(AlphaMode.OPAQUE)), ThreeJs.Show.COLOR),
                job(folder, "recoloured", Samples.glb(MESH, swapped(material(AlphaMode.OPAQUE))), ThreeJs.Show.COLOR),
                job(folder, "unbent", unbent, ThreeJs.Show.NORMALS));
        List<ThreeJs.Drawn> drawn = ThreeJs.draw(jobs, folder);
        assertThat(agreements(right, RenderMode.BASE_COLOR, VIEWS, drawn.get(0)))
                .allSatisfy(a -> assertThat(a.overlap())
                        .isLessThan(OVERLAP));
        assertThat(agreements(right, RenderMode.BASE_COLOR, VIEWS, drawn.get(1)))
                .allSatisfy(a -> assertThat(a.overlap())
                        .isLessThan(OVERLAP));
        assertThat(agreements(right, RenderMode.BASE_COLOR, VIEWS, drawn.get(2))).allSatisfy(a -> assertThat(a
                .difference()).isGreaterThan(5 * DIFFERENCE));
        assertThat(agreements(right, RenderMode.NORMALS, VIEWS.subList(0, 1), drawn.get(3))).allSatisfy(a -> assertThat(
                a.difference()).isGreaterThan(10));
    }

    private static ThreeJs.Job job(Path folder, String name, byte[] glb, ThreeJs.Show show) throws IOException {
        return new ThreeJs.Job(Files.write(folder.resolve(name + ".glb"), glb), show, VIEWS);
    }

    static List<Agreement> agreements(byte[] glb, RenderMode mode, List<View> views, ThreeJs.Drawn drawn)
            throws IOException {
        Renderer renderer = new Renderer(GlbReader.read(glb));
        RenderOptions options = new RenderOptions(ThreeJs.SIZE, mode, ThreeJs.SAMPLES, 0);
        List<Agreement> out = new ArrayList<>();
        try (Parallel parallel = new Parallel(1)) {
            for (int i = 0; i < views.size(); i++) {
                out.add(Agreement.of(renderer.render(views.get(i), options, parallel), drawn.pictures().get(i)));
            }
        }
        return out;
    }

    private static Material material(AlphaMode alpha) {
        Material plain = Samples.material(alpha);
        return new Material(plain.baseColor(), plain.metallicRoughness(), Optional.of(Samples.bumps()), true, alpha);
    }

    private static Material swapped(Material material) {
        byte[] pixels = material.baseColor().pixels().clone();
        for (int i = 0; i < pixels.length; i += 4) {
            byte red = pixels[i];
            pixels[i] = pixels[i + 2];
            pixels[i + 2] = red;
        }
        RgbaImage base = new RgbaImage(material.baseColor().width(), material.baseColor().height(), pixels);
        return new Material(base, material.metallicRoughness(), material.normal(), true, material.alphaMode());
    }

    /** One vertex pulled out far enough that the whole no longer fits where it was. */
    private static TexturedMesh shifted(TexturedMesh mesh) {
        float[] positions = mesh.positions().clone();
        positions[1] += 0.1f;
        return new TexturedMesh(positions, mesh.normals(), mesh.uvs(), mesh.tangents(), mesh.triangles(), false);
    }
}
