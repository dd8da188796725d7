// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.GltfValidator;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.SilhouetteOverlap;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.RgbaImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Levels of detail: in one GLB and as files, each with a quarter of the faces and nearly the same outline. */
class LodsTest {
    private static final int SIZE = 256;
    private static final int VIEWS = 8;
    /** What the outlines of a level have in common with the finest's, at least, from every side. */
    private static final double[] AGREEMENT = {0.99, 0.98};

    @TempDir
    private Path dir = Path.of("");

    @Test
    void eachLevelHasAQuarterOfTheFacesAndTheSameOutline() throws IOException {
        Path glb = dir.resolve("robot.glb");
        Run run = Run.of("generate", Run.EXAMPLES.resolve("robot.png"), "-o", glb, "--decimation_target", 8000,
                "--texture_size", 1024, "--lods", 2, "--seed", 1, "--pivot", "bottom", "--height", 0.3,
                "--collision_bodies", 8);
        assertThat(run.exitCode()).as(run.err()).isZero();
        byte[] file = Files.readAllBytes(glb);
        JsonNode json = json(file);
        assertThat(json.at("/scenes/0/nodes")).hasSize(1);
        assertThat(json.at("/nodes/0/extensions/MSFT_lod/ids").toString()).isEqualTo("[1,2]");
        assertThat(json.at("/nodes/0/extras/MSFT_screencoverage")).hasSize(3);
        assertThat(json.path("nodes")).extracting(n -> n.path("name").asString()).containsExactly("robot",
                "robot_lod1", "robot_lod2");
        assertThat(json.path("extensionsUsed").toString()).contains("MSFT_lod");
        assertThat(GltfValidator.validate(file)).noneMatch(f -> f.severity().toString().equalsIgnoreCase("error"));
        bodiesStandWhereTheModelStands();
        GlbModel finest = GlbReader.read(file);
        try (Parallel parallel = new Parallel(2)) {
            for (int level = 1; level <= 2; level++) {
                GlbModel coarser = GlbReader.read(Files.readAllBytes(dir.resolve("robot.lod" + level + ".glb")));
                assertThat((double) finest.triangleCount() / coarser.triangleCount()).isCloseTo(Math.pow(4, level),
                        within(0.5));
                assertThat(coarser.textures().iterator().next().image().width()).isEqualTo(1024 >> level);
                double worst = worst(finest, coarser, parallel);
                assertThat(worst).as("level " + level).isGreaterThan(AGREEMENT[level - 1]);
            }
        }
    }

    /** Fewer faces than that a closed surface of this kind cannot have, whatever it is asked for. */
    @Test
    void noLevelIsTheSameAsTheOneBefore() throws IOException {
        Path glb = dir.resolve("small.glb");
        Run run = Run.of("generate", Run.EXAMPLES.resolve("robot.png"), "-o", glb, "--decimation_target", 5000,
                "--texture_size", 1024, "--lods", 4, "--seed", 1);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("of 4 made");
        int before = GlbReader.read(Files.readAllBytes(glb)).triangleCount(), levels = 0;
        for (Path file = dir.resolve("small.lod1.glb"); Files.exists(file); file = dir
                .resolve("small.lod" + (levels + 1) + ".glb")) {
            int faces = GlbReader.read(Files.readAllBytes(file)).triangleCount();
            assertThat(2 * faces).as("level " + ++levels).isLessThanOrEqualTo(before);
            before = faces;
        }
        assertThat(levels).isBetween(1, 3);
        assertThat(json(Files.readAllBytes(glb)).at("/nodes/0/extensions/MSFT_lod/ids")).hasSize(levels);
    }

    private void bodiesStandWhereTheModelStands() throws IOException {
        byte[] file = Files.readAllBytes(dir.resolve("robot.collision.glb"));
        JsonNode json = json(file);
        assertThat(json.path("nodes")).hasSizeBetween(2, 8).allMatch(
                node -> node.path("name").asString().matches("UCX_robot_0\\d"));
        assertThat(GltfValidator.validate(file)).noneMatch(f -> f.severity().toString().equalsIgnoreCase("error"));
        Bounds box = Bounds.of(GlbReader.read(file).merged().positions(), 3);
        assertThat((double) box.low()[1]).isCloseTo(0, within(0.01));
        assertThat((double) box.high()[1]).isCloseTo(0.3, within(0.01));
    }

    private static double worst(GlbModel finest, GlbModel coarser, Parallel parallel) {
        double worst = 1;
        Renderer a = new Renderer(finest), b = new Renderer(coarser);
        for (int i = 0; i < VIEWS; i++) {
            View view = new View.Fixed(360.0 * i / VIEWS, 10, 0.5, 1);
            RenderOptions mask = RenderOptions.of(SIZE, RenderMode.MASK);
            worst = Math.min(worst, SilhouetteOverlap.iou(b.render(view, mask, parallel), cutOut(a.render(view, mask,
                    parallel))));
        }
        return worst;
    }

    private static RgbaImage cutOut(RgbaImage mask) {
        byte[] pixels = mask.pixels().clone();
        for (int i = 0; i < pixels.length; i += 4) pixels[i + 3] = pixels[i];
        return new RgbaImage(mask.width(), mask.height(), pixels);
    }

    private static JsonNode json(byte[] glb) {
        int length = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return JsonMapper.builder().build().readTree(glb, 20, length);
    }
}
