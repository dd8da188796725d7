// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.pipeline.request.ViewCamera;
import dev.pixal3d.model.CameraPose;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.Resampler;
import dev.pixal3d.image.RgbaImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models made from the shipped pictures, in every texture format: the Khronos validator has nothing to say of them,
 * three.js draws them as we do from all sides, and what it sees from +Z is the picture.
 */
class GeneratedModelTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final List<View> AROUND = List.of(new View.Orbit(0, 10), new View.Orbit(90, 10), new View.Orbit(180,
            10), new View.Orbit(270, 10));
    private static final int SIDE_PIXELS = 400;
    private static final List<Made> MADE = new ArrayList<>();
    @TempDir
    private static Path folder;

    /** A model and the picture that it was made of, cut out, as the camera saw it. */
    private record Made(Path file, Camera camera, RgbaImage picture) {}

    @BeforeAll
    static void generate() throws Exception {
        try (Parallel parallel = Parallel.allCores();
                Pipeline pipeline = new Pipeline(new Engines(EngineOptions.NONE))) {
            RunContext context = RunContext.silent(parallel);
            MADE.add(generate(pipeline, "mushroom.png", "png", context));
            MADE.add(generate(pipeline, "robot.png", "jpeg", context));
            MADE.add(generate(pipeline, "duck-on-a-table.png", "webp_with_fallback", context));
        }
    }

    @AfterAll
    static void forget() { MADE.clear(); }

    @Test
    void areValid() throws Exception {
        assertThat(KhronosValidator.validate(MADE.stream().map(Made::file).toList())).hasSize(3)
                .allSatisfy(r -> assertThat(r.errors() + r.warnings()).as(r.toString()).isZero());
    }

    @Test
    void lookTheSameInThreeJs() throws Exception {
        ThreeJs.assumeBrowser();
        List<ThreeJs.Job> jobs = MADE.stream().map(m -> new ThreeJs.Job(m.file(), ThreeJs.Show.COLOR, AROUND)).toList();
        List<ThreeJs.Drawn> drawn = ThreeJs.draw(jobs, folder);
        for (int i = 0; i < MADE.size(); i++) {
            assertThat(drawn.get(i).complaints()).isEmpty();
            byte[] glb = Files.readAllBytes(MADE.get(i).file());
            for (Agreement one : ThreeJsTest.agreements(glb, RenderMode.BASE_COLOR, AROUND, drawn.get(i))) {
                assertThat(one.overlap()).as(drawn.get(i).file()).isGreaterThan(0.99);
                assertThat(one.difference()).as(drawn.get(i).file()).isLessThan(2);
            }
        }
    }

    @Test
    void showThePictureToThreeJsFromTheFront() throws Exception {
        ThreeJs.assumeBrowser();
        List<ThreeJs.Job> jobs = MADE.stream().map(m -> new ThreeJs.Job(m.file(), ThreeJs.Show.COLOR, List.of(
                new View.InputCamera(m.camera().angleX(), m.camera().distance(), Front.GLTF)))).toList();
        List<ThreeJs.Drawn> drawn = ThreeJs.draw(jobs, folder);
        for (int i = 0; i < MADE.size(); i++) {
            RgbaImage picture = Resampler.rgba(MADE.get(i).picture(), ThreeJs.SIZE, ThreeJs.SIZE,
                    Resampler.Filter.LANCZOS);
            Agreement one = Agreement.of(picture, drawn.get(i).pictures().getFirst());
            assertThat(one.overlap()).as(drawn.get(i).file()).isGreaterThan(0.97);
            assertThat(one.difference()).as(drawn.get(i).file()).isLessThan(6);
        }
    }

    /** The cameras of several pictures by their sides are where `render --azimuth 0,90,180,270` looks from. */
    @Test
    void sidesAreWhereTheRendererSeesThem() throws Exception {
        double angle = Math.toRadians(20);
        double distance = 3.1192;
        double focal = SIDE_PIXELS / (2 * Math.tan(angle / 2));
        for (Made made : MADE) {
            GlbModel model = GlbReader.read(Files.readAllBytes(made.file()));
            float[] positions = model.merged().positions();
            try (Parallel parallel = Parallel.allCores()) {
                for (ViewCamera.Side side : ViewCamera.Side.values()) {
                    RgbaImage mask = new Renderer(model).render(
                            new View.Fixed(90.0 * side.ordinal(), 0, angle, distance),
                            RenderOptions.of(SIDE_PIXELS, RenderMode.MASK), parallel);
                    CameraPose camera = CameraPose.around(side.azimuth(), distance);
                    int[] seen = {SIDE_PIXELS, SIDE_PIXELS, 0, 0};
                    for (int i = 0; i < positions.length; i += 3) {
                        CameraPose.Vector v = camera.toCamera(
                                new CameraPose.Vector(positions[i], positions[i + 1], positions[i + 2]));
                        int x = (int) (SIDE_PIXELS / 2.0 - focal * v.x() / v.z());
                        int y = (int) (SIDE_PIXELS / 2.0 + focal * v.y() / v.z());
                        seen = new int[]{Math.min(seen[0], x), Math.min(seen[1], y), Math.max(seen[2], x),
                                Math.max(seen[3], y)};
                    }
                    int[] drawn = box(mask);
                    for (int k = 0; k < 4; k++) {
                        assertThat(seen[k]).as("%s from the %s", made.file(), side).isBetween(drawn[k] - 2,
                                drawn[k] + 2);
                    }
                }
            }
        }
    }

    /** The smallest rectangle round what is white: left, top, right, bottom. */
    private static int[] box(RgbaImage mask) {
        int[] box = {SIDE_PIXELS, SIDE_PIXELS, 0, 0};
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y, 0) < 128) continue;
                box = new int[]{Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)};
            }
        }
        return box;
    }

    private static Made generate(Pipeline pipeline, String picture, String format, RunContext context)
            throws Exception {
        Map<String, Object> json = Map.of("image_url", picture, "seed", 1, "decimation_target", 20000, "texture_size",
                1024, "texture_format", format, "engine", "preview");
        GenerateRequest request = RequestReader.read(json, new Random(1));
        Artifact artifact = pipeline.generate(
                List.of(ImageDecoder.decode(Files.readAllBytes(EXAMPLES.resolve(picture)))),
                request, context);
        ByteArrayOutputStream glb = new ByteArrayOutputStream();
        artifact.write(ModelWriters.GLB, picture, context.parallel(), glb);
        DecodedAsset asset = artifact.asset();
        return new Made(Files.write(folder.resolve(picture + ".glb"), glb.toByteArray()), asset.camera().orElseThrow(),
                asset
                        .prepared().orElseThrow());
    }
}
