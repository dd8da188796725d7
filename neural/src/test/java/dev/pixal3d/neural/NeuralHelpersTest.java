// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.Moge;
import dev.pixal3d.pipeline.engine.FirstSurface;
import dev.pixal3d.pipeline.engine.PictureHelpers;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MoGe-2 and BiRefNet, tiny, in a folder that holds nothing else. */
class NeuralHelpersTest {
    @TempDir
    static Path all, some, none;

    @BeforeAll
    static void writeWeights() throws IOException {
        SyntheticWeights.write(all, SyntheticWeights.Size.TINY, _ -> {});
        for (String part : new String[]{"moge", "birefnet"}) Files.move(all.resolve(part), some.resolve(part));
    }

    private static PictureHelpers helpers(Path folder, OptionalLong memory) {
        return new NeuralHelpers(new NeuralOptions(folder, "cpu", "auto", memory));
    }

    private static RgbaImage picture() {
        byte[] pixels = new byte[4 * 96 * 96];
        for (int i = 0; i < 96 * 96; i++) {
            boolean inside = Math.hypot(i % 96 - 47.5, i / 96 - 47.5) < 40;
            for (int k = 0; k < 3; k++) pixels[4 * i + k] = (byte) (inside ? 40 * k + i % 96 : 0);
            pixels[4 * i + 3] = (byte) (inside ? 255 : 0);
        }
        return new RgbaImage(96, 96, pixels);
    }

    @Test
    void answersWithoutTheRestOfThePipelineAndFreesItsNetworks() {
        try (PictureHelpers helpers = helpers(some, OptionalLong.empty())) {
            RgbaImage cut = helpers.cutOut(picture(), RunContext.silent()).orElseThrow();
            assertThat(cut.width()).isEqualTo(96);
            assertThat(alphaOf(cut)).as("the network decides, not the picture").isNotEqualTo(alphaOf(picture()));
            Optional<FirstSurface> surface = helpers.firstSurface(picture(), RunContext.silent());
            surface.ifPresent(s -> assertThat(s.depth()).hasSize(96 * 96).doesNotContain(Float.NaN));
            assertThat(TorchRuntime.memory().tensors()).isZero();
        }
    }

    private static byte[] alphaOf(RgbaImage image) {
        byte[] alpha = new byte[image.pixels().length / 4];
        for (int i = 0; i < alpha.length; i++) alpha[i] = image.pixels()[4 * i + 3];
        return alpha;
    }

    /** A plane before a camera of 0.8 radians, its depth 0.3 too small as the network's depths may be. */
    @Test
    void depthIsCountedFromTheCameraThatFitsThePoints() {
        int n = 64;
        double focal = 0.5 / Math.tan(0.4);
        float[] points = new float[3 * n * n], mask = new float[n * n];
        for (int i = 0; i < n * n; i++) {
            double u = (i % n + 0.5) / n - 0.5, v = (i / n + 0.5) / n - 0.5, z = 2 + 0.5 * u;
            points[3 * i] = (float) (u / focal * z);
            points[3 * i + 1] = (float) (v / focal * z);
            points[3 * i + 2] = (float) (z - 0.3);
            mask[i] = i % n < 4 ? 0 : 1;
        }
        FirstSurface surface = NeuralHelpers.surface(new Moge.PointMap(points, mask, n, n)).orElseThrow();
        assertThat(surface.angle()).isCloseTo(0.8, within(0.01));
        for (int i = 0; i < n * n; i++) {
            assertThat(surface.valid()[i]).isEqualTo(i % n >= 4);
            assertThat((double) surface.depth()[i]).isCloseTo(2 + 0.5 * ((i % n + 0.5) / n - 0.5), within(0.02));
        }
        assertThat(NeuralHelpers.surface(new Moge.PointMap(points, new float[n * n], n, n))).as("sees nothing")
                .isEmpty();
    }

    @Test
    void saysNothingWithoutWeightsAndRefusesWhatDoesNotFit() {
        try (PictureHelpers helpers = helpers(none, OptionalLong.empty())) {
            assertThat(helpers.cutOut(picture(), RunContext.silent())).isEmpty();
            assertThat(helpers.firstSurface(picture(), RunContext.silent())).isEmpty();
        }
        try (PictureHelpers helpers = helpers(some, OptionalLong.of(1L << 20))) {
            assertThatThrownBy(() -> helpers.cutOut(picture(), RunContext.silent())).isInstanceOf(
                    ProblemException.class).hasMessageContaining("BiRefNet needs");
        }
    }
}
