// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.FirstSurface;
import dev.pixal3d.pipeline.engine.PictureHelpers;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.preview.guess.GuessNetwork;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A learned look at the picture, when there is one, decides the front; the rest is guessed as before. */
class MeasuredSurfaceTest {
    private static final double DISTANCE = 2.828, SLOPE = 0.4;
    private static final int SIZE = 128;

    /** A plane that comes nearer to the right, in some unit; the left edge is not seen. */
    private static FirstSurface plane() {
        float[] depth = new float[SIZE * SIZE];
        boolean[] valid = new boolean[SIZE * SIZE];
        for (int i = 0; i < depth.length; i++) {
            depth[i] = (float) (7 * (DISTANCE - SLOPE * ((i % SIZE + 0.5) / SIZE - 0.5)));
            valid[i] = i % SIZE > 3;
        }
        return new FirstSurface(SIZE, depth, valid, 2 * Math.atan(0.5 / DISTANCE));
    }

    @Test
    void theFrontFollowsTheMeasuredDepth() {
        try (Parallel parallel = new Parallel(2)) {
            SolidModel model = SolidModel.of(Pictures.full(), SIZE, new Projection.Straight(DISTANCE), Optional.of(
                    new MeasuredSurface(plane(), GuessNetwork.shipped())), RunContext.silent(parallel));
            assertThat(Topology.of(model.mesh()).badEdges()).isZero();
            for (int row = SIZE / 3; row < 2 * SIZE / 3; row += 4) {
                double right = front(model, 0.8, row), left = front(model, 0.2, row);
                assertThat((right - left) / 0.6).isCloseTo(SLOPE, within(0.05));
                assertThat(front(model, 0.5, row)).isCloseTo((left + right) / 2, within(0.01));
            }
        }
    }

    private static double front(SolidModel model, double u, int row) {
        double height = Math.sqrt(model.field().front().at((int) (u * SIZE), row));
        return model.projection().z((Math.floor(u * SIZE) + 0.5) / SIZE, (row + 0.5) / SIZE, height);
    }

    /** Helpers that cut out the right half and see a plane. */
    private static final class Half implements PictureHelpers {
        final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public Optional<RgbaImage> cutOut(RgbaImage picture, RunContext context) {
            byte[] p = picture.pixels().clone();
            for (int i = 0; i < p.length / 4; i++) if (i % picture.width() < picture.width() / 2) p[4 * i + 3] = 0;
            return Optional.of(new RgbaImage(picture.width(), picture.height(), p));
        }

        @Override
        public Optional<FirstSurface> firstSurface(RgbaImage cutout, RunContext context) {
            return Optional.of(plane());
        }

        @Override
        public void close() { closed.set(true); }
    }

    @Test
    void theResultSaysWhichPartsCameFromWhere() {
        byte[] grey = new byte[4 * 60 * 60];
        for (int i = 0; i < grey.length; i++) grey[i] = (byte) (i % 4 == 3 ? 255 : 120);
        RgbaImage opaque = new RgbaImage(60, 60, grey);
        Half helpers = new Half();
        try (Parallel parallel = new Parallel(2);
                PreviewEngine engine = new PreviewEngine(GuessNetwork::shipped, helpers)) {
            DecodedAsset asset = engine.decode(opaque, request(Map.of()), RunContext.silent(parallel));
            assertThat(asset.provenance()).containsEntry("matting", "birefnet").containsEntry("depth", "moge")
                    .containsEntry("camera_source", "moge").containsEntry("shape_prior", "learned");
            DecodedAsset inflated = engine.decode(opaque, request(Map.of("shape_prior", "inflate", "camera_angle_x",
                    0.5)), RunContext.silent(parallel));
            assertThat(inflated.provenance()).containsEntry("matting", "birefnet").containsEntry("depth", "inflation")
                    .containsEntry("camera_source", "request");
            assertThat(engine.decode(Pictures.disc(), request(Map.of()), RunContext.silent(parallel)).provenance())
                    .as("a transparent picture needs no matting").containsEntry("matting", "alpha");
        }
        assertThat(helpers.closed).isTrue();
    }

    private static GenerateRequest request(Map<String, Object> more) {
        Map<String, Object> json = new HashMap<>(Map.of("image_url", "x", "seed", 1));
        json.putAll(more);
        return RequestReader.read(json, new Random(1));
    }
}
