// SPDX-License-Identifier: MIT
package dev.pixal3d.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.Renderer.Layer;
import dev.pixal3d.gltf.render.Renderer.Probe;
import dev.pixal3d.torch.ComputeThread;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.training.network.Trainer;
import dev.pixal3d.training.objects.ProceduralObject;
import dev.pixal3d.training.objects.ProceduralObject.Family;
import dev.pixal3d.training.views.Posing;
import dev.pixal3d.training.views.RenderViews;
import dev.pixal3d.training.views.Sample;
import dev.pixal3d.training.views.SampleFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(Family.class)
    void objectsFollowFromTheirSeedAndFillThePicture(Family family) {
        GlbModel one = ProceduralObject.of(family, 5), again = ProceduralObject.of(family, 5);
        assertThat(one.merged().positions()).isEqualTo(again.merged().positions());
        GlbModel posed = Posing.pose(one, 40, 20, 0, 0.35);
        try (Parallel parallel = new Parallel(1)) {
            Renderer renderer = new Renderer(posed);
            Probe first = renderer.probe(Posing.camera(0.35), 110, Layer.FIRST, parallel), last = renderer.probe(Posing
                    .camera(0.35), 110, Layer.LAST, parallel);
            int left = 110, right = 0, top = 110, bottom = 0;
            for (int i = 0; i < 110 * 110; i++) {
                if (first.triangle()[i] < 0) continue;
                left = Math.min(left, i % 110);
                right = Math.max(right, i % 110);
                top = Math.min(top, i / 110);
                bottom = Math.max(bottom, i / 110);
                assertThat(last.values()[Probe.WIDTH * i + 2]).isLessThanOrEqualTo(first.values()[Probe.WIDTH * i + 2]);
            }
            assertThat(Math.max(right - left, bottom - top) + 1).isBetween(97, 102);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dtype.class, names = {"F32", "BF16"})
    void viewsAreTheSameForAnyNumberOfThreadsAndTrainingGoesOn(Dtype layers) throws Exception {
        Path views = folder.resolve("views"), same = folder.resolve("same"), other = folder.resolve("other");
        try (Parallel one = new Parallel(1); Parallel two = new Parallel(2)) {
            RenderViews.procedural(views, 24, 1, one);
            RenderViews.procedural(same, 24, 1, two);
            RenderViews.procedural(other, 8, 900, two);
        }
        assertThat(views).hasSameBinaryContentAs(same);
        List<String> log = new ArrayList<>();
        try (ComputeThread compute = new ComputeThread()) {
            TorchRuntime.threads(2);
            double before = compute.call(() -> train(views, other, 16, Dtype.F32, log));
            // processors without 16-bit arithmetic take seconds a step
            int samples = layers == Dtype.F32 ? 160 : 96;
            double after = compute.call(() -> train(views, other, samples, layers, log));
            assertThat(after).as(String.join("\n", log)).isLessThan(before);
        }
        assertThat(log).anyMatch(line -> line.endsWith("from step 2"));
        assertThat(Files.exists(folder.resolve("network.safetensors"))).isTrue();
    }

    private double train(Path views, Path heldOut, int samples, Dtype layers, List<String> log) throws Exception {
        try (TensorScope _ = TensorScope.openTraining();
                SampleFile a = new SampleFile(views);
                SampleFile b = new SampleFile(heldOut)) {
            Sample sample = a.get(0);
            assertThat(sample.picture()).hasSize(4 * Sample.PIXELS);
            Trainer trainer = new Trainer(new Trainer.Plan(samples, 8, 0.002, 1, 1000, 0.35, layers, Optional
                    .empty()), List.of(a), b, folder, log::add);
            Trainer.Score score = trainer.run(() -> false);
            return score.first() + score.last();
        }
    }
}
