// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.CameraPose;
import dev.pixal3d.model.Condition;
import dev.pixal3d.model.PictureCamera;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What flows see of several pictures is the mean of what they see of each; what they see of one is compared with the
 * reference's recordings elsewhere.
 */
class ConditionerTest {
    private static final int GRID = 32;
    private static final int[] COORDS = IntStream.range(0, 3 * 200).map(i -> i * 37 % GRID).toArray();

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeWeights() throws IOException {
        SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {});
    }

    private static RgbaImage picture() throws IOException {
        return ImageDecoder.decode(Files.readAllBytes(LatentPipelineTest.cases().getFirst()
                .resolveSibling("preprocess/b_out.png")));
    }

    /** The picture upside down: another one with something in it. */
    private static RgbaImage turned(RgbaImage image) {
        byte[] pixels = image.pixels().clone();
        for (int i = 0; i < pixels.length; i++) pixels[i] = image.pixels()[(pixels.length / 4 - 1 - i / 4) * 4 + i % 4];
        return new RgbaImage(image.width(), image.height(), pixels);
    }

    /** Values of the conditions of all flows, one array a flow and kind. */
    private static List<float[]> seen(List<PictureView> views) {
        ModelLoader models = new ModelLoader(new ModelFolder(folder), Device.CPU, new MemoryPlan(8L << 30, Dtype.F32));
        List<float[]> values = new ArrayList<>();
        try (TensorScope _ = TensorScope.open()) {
            Conditioner conditioner = new Conditioner(models, views, RunContext.silent());
            for (List<Flow> flows : List.of(List.of(Flow.STRUCTURE), List.of(Flow.SHAPE),
                    List.of(Flow.DETAIL, Flow.TEXTURE))) {
                for (Condition condition : conditioner.of(flows, COORDS, GRID, RunContext.silent())) {
                    values.add(condition.global().floats());
                    values.add(condition.projected().floats());
                }
            }
        }
        return values;
    }

    @Test
    void severalPicturesAreSeenAsTheirMean() throws IOException {
        PictureView front = new PictureView(picture(), new PictureCamera(0.35, CameraPose.front(3.1), 1));
        PictureView right = new PictureView(turned(picture()),
                new PictureCamera(0.5, CameraPose.around(1.5, 2.2), 1));
        PictureView back = new PictureView(picture(), new PictureCamera(0.35, CameraPose.around(3, 3.1), 1));
        TorchRuntime.Memory before = TorchRuntime.memory();
        List<float[]> together = seen(List.of(front, right, back));
        List<List<float[]>> alone = List.of(seen(List.of(front)), seen(List.of(right)), seen(List.of(back)));
        assertThat(TorchRuntime.memory()).as("native memory").isEqualTo(before);
        for (int k = 0; k < together.size(); k++) {
            float[] fused = together.get(k);
            double apart = 0;
            for (int i = 0; i < fused.length; i++) {
                double mean = 0;
                for (List<float[]> one : alone) mean += one.get(k)[i] / 3;
                assertThat(Math.abs(fused[i] - mean)).as("value %d of %d", i, k).isLessThan(2e-5);
                apart = Math.max(apart, Math.abs(fused[i] - alone.getFirst().get(k)[i]));
            }
            assertThat(apart).as("the other pictures count in %d", k).isGreaterThan(0.01);
        }
    }

    @Test
    void theSamePictureTwiceIsSeenAsOnce() throws IOException {
        PictureView view = new PictureView(picture(), new PictureCamera(0.35, CameraPose.around(0.3, 3.1), 0.9));
        List<float[]> once = seen(List.of(view));
        List<float[]> twice = seen(List.of(view, view));
        for (int k = 0; k < once.size(); k++) assertThat(twice.get(k)).containsExactly(once.get(k));
    }
}
