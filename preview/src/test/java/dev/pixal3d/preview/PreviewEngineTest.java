// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.image.RgbaImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine at its seam: requests in, decoded assets out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreviewEngineTest {
    private Parallel parallel = new Parallel(1);
    private final List<RunEvent> events = new ArrayList<>();

    @BeforeAll
    void start() { parallel = new Parallel(2); }

    @AfterAll
    void stop() { parallel.close(); }

    private static GenerateRequest request(Object... more) {
        Map<String, Object> json = new HashMap<>(Map.of("image_url", "x", "seed", 1));
        for (int i = 0; i < more.length; i += 2) json.put((String) more[i], more[i + 1]);
        return RequestReader.read(json, new Random(1));
    }

    private DecodedAsset decode(RgbaImage image, GenerateRequest request) {
        events.clear();
        return new PreviewEngine().decode(image, request, RunContext.of(parallel, events::add));
    }

    @Test
    void tellsWhereTheModelComesFrom() {
        DecodedAsset asset = decode(Pictures.figure(), request("camera_angle_x", 0.8, "mesh_scale", 2,
                "ss_sampling_steps", 20));
        assertThat(asset.camera()).contains(Camera.fillingPlane(0.8));
        assertThat(asset.provenance()).containsEntry("engine", "preview").containsEntry("neural", false)
                .containsEntry("matting", "alpha").containsEntry("prior", "none").containsEntry("camera_angle_x", 0.8)
                .containsKeys("distance", "note");
        double last = 0;
        for (RunEvent event : events) {
            if (!(event instanceof RunEvent.Step step)) continue;
            assertThat(step.fraction()).isBetween(last, 1.0);
            last = step.fraction();
        }
        assertThat(last).isPositive();
    }

    @Test
    void generatesAFileThatSaysItIsAGuessAndSaysOnceWhatItHasNoUseFor() throws IOException {
        GenerateRequest request = request("engine", "preview", "decimation_target", 5000, "texture_size", 1024,
                "mesh_scale", 2, "ss_sampling_steps", 20, "max_num_tokens", 5000, "remesh", false, "remesh_mode",
                "reference", "tex_slat_rescale_t", 3.0);
        ByteArrayOutputStream glb = new ByteArrayOutputStream();
        List<String> lines = new ArrayList<>();
        try (Pipeline pipeline = new Pipeline(new Engines(List.of(new PreviewProvider()), EngineOptions.NONE))) {
            pipeline.generate(List.of(Pictures.figure()), request, RunContext.of(parallel, event -> {
                if (event instanceof RunEvent.Log log) lines.add(log.line());
            })).write(ModelWriters.GLB, "figure", parallel, glb);
        }
        assertThat(glb.toByteArray()).startsWith('g', 'l', 'T', 'F');
        assertThat(glb.toString(StandardCharsets.ISO_8859_1)).contains("back and depth are guessed");
        assertThat(lines).filteredOn(l -> l.contains("ignored")).containsExactly(
                "preview: has no use for ss_sampling_steps, mesh_scale, max_num_tokens, remesh, remesh_mode; ignored");
    }

    @Test
    void refusesATransparentPicture() {
        RgbaImage nothing = new RgbaImage(20, 10, new byte[4 * 20 * 10]);
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> decode(nothing, request()))
                .matches(e -> e.problem().kind() == Problem.Kind.IMAGE_LOAD_ERROR)
                .withMessageContaining("Send a picture");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "16,4000", "90,60"})
    void takesAnyShapeOfOpaqueGreyPicture(int width, int height) {
        byte[] pixels = new byte[4 * width * height];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (byte) (i % 4 == 3 ? 255 : 120);
        DecodedAsset asset = decode(new RgbaImage(width, height, pixels), request());
        Topology topology = Topology.of(asset.closedSurface().orElseThrow().mesh());
        assertThat(topology.badEdges()).isZero();
        assertThat(topology.components()).isEqualTo(1);
        assertThat(asset.provenance()).containsEntry("matting", "whole");
    }

    @Test
    void stopsWhenCancelled() {
        RunContext run = RunContext.silent(parallel);
        RunContext context = run.heardBy(e -> {
            if (e instanceof RunEvent.Step step && step.stage().equals("depth")) run.cancel();
        });
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> new PreviewEngine()
                .decode(Pictures.figure(), request(), context));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 0.98", "0.35, 0.98", "0.8575560450553894, 0.98", "2.5, 0.9"})
    void isThePictureAgainFromItsOwnCamera(double angle, double overlap) {
        Projection.Straight projection = new Projection.Straight(Camera.fillingPlane(angle).distance());
        for (RgbaImage image : List.of(Pictures.figure(), Pictures.ring(), Pictures.disc())) {
            SolidModel model = SolidModel.of(image, 256, projection, Optional.empty(), RunContext.silent(parallel));
            Likeness likeness = Likeness.of(model.mesh(), model.colour(), model.cutout(), projection.distance());
            assertThat(likeness.overlap()).isGreaterThan(overlap);
            assertThat(likeness.decibels()).isGreaterThan(38);
            Topology topology = Topology.of(model.mesh());
            assertThat(topology.badEdges()).isZero();
            assertThat(topology.volume()).isPositive();
        }
    }

    /** Shading and ink at the outline must not grow over the back; where the sides meet their colours do. */
    @Test
    void backIsPlainAndMeetsTheFront() {
        int n = 256;
        byte[] pixels = new byte[4 * n * n];
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                double r = Math.hypot((x - 127.5) / 60, (y - 127.5) / 100);
                int at = 4 * (y * n + x), value = r > 0.85 ? 20 : 200;
                pixels[at] = pixels[at + 1] = pixels[at + 2] = (byte) value;
                pixels[at + 3] = (byte) (r < 1 ? 255 : 0);
            }
        }
        SolidModel model = SolidModel.of(new RgbaImage(n, n, pixels), 128, SolidTest.PROJECTION, Optional.empty(),
                RunContext.silent(parallel));
        float[] out = new float[6];
        model.colour().sample(0, 0, -0.1f, out, 0);
        assertThat(out[0]).isBetween(0.5f, 0.8f);
        model.colour().sample(0.268f, 0, 0.02f, out, 0);
        float front = out[0];
        model.colour().sample(0.268f, 0, -0.02f, out, 0);
        assertThat(out[0]).isCloseTo(front, within(0.2f));
    }

    @ParameterizedTest
    @CsvSource({"64", "100", "256"})
    void voxelsSurroundTheSameSolid(int resolution) {
        SolidModel model = SolidModel.of(Pictures.ring(), 128, SolidTest.PROJECTION, Optional.empty(),
                RunContext.silent(parallel));
        VoxelCheck check = VoxelCheck.of(model.voxels(resolution, parallel));
        assertThat(check.missing()).as("voxels missing around crossed edges").isZero();
        assertThat(check.leaks()).as("lattice squares with an odd number of crossed edges").isZero();
        Mesh mesh = model.mesh();
        assertThat(check.volume()).isCloseTo(Topology.of(mesh).volume(), within(0.03 * Topology.of(mesh).volume()));
    }
}
