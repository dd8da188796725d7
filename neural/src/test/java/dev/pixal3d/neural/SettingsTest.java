// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.model.ModelException;
import dev.pixal3d.model.SamplerSettings;
import dev.pixal3d.pipeline.request.Sampling;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided before and between the networks. */
class SettingsTest {
    private static final FlowConfig PUBLISHED = new FlowConfig(64, 32, 32, 1536, 1024, 30, 12, 2048, 8192, 1, 10000,
            true, true, true);
    private static final long GIB = 1L << 30;

    @Test
    void keptProjectionsYieldBeforeAStageIsRefused() {
        int tokens = 49152;
        MemoryPlan plenty = new MemoryPlan(40 * GIB, Dtype.BF16);
        assertThat(plenty.flow(PUBLISHED, tokens)).isBetween(4 * GIB, 8 * GIB);
        assertThat(plenty.shortcuts(Stage.DETAIL, PUBLISHED, tokens).projectionOnce()).isTrue();
        MemoryPlan tight = new MemoryPlan(plenty.flow(PUBLISHED, tokens) + GIB, Dtype.BF16);
        assertThat(tight.shortcuts(Stage.DETAIL, PUBLISHED, tokens).projectionOnce()).isFalse();
        assertThatThrownBy(() -> new MemoryPlan(2 * GIB, Dtype.BF16).shortcuts(Stage.DETAIL, PUBLISHED, tokens))
                .isInstanceOfSatisfying(ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INTERNAL_SERVER_ERROR))
                .hasMessageContaining("shape_detail").hasMessageContaining("allowed 2048 MiB");
    }

    @Test
    void stagesFollowEachOtherWithoutGaps() {
        Stage[] stages = Stage.values();
        assertThat(stages[0].at(0)).isZero();
        for (int i = 0; i + 1 < stages.length; i++) assertThat(stages[i].at(1)).isEqualTo(stages[i + 1].at(0));
        assertThat(stages[stages.length - 1].at(1)).isBetween(0.999, 1.0);
    }

    @Test
    void workersOnOneCardShareItsMemory() {
        long card = 80 * GIB;
        assertThat(MemoryPlan.share(card, card, 1)).isEqualTo((long) (0.9 * card));
        long first = MemoryPlan.share(card, card, 2);
        assertThat(first).isEqualTo((long) (0.45 * card));
        assertThat(first + MemoryPlan.share(card - first, card, 2)).isLessThan(card);
        assertThat(MemoryPlan.share(10 * GIB, card, 2)).as("what others took is not planned with")
                .isEqualTo(9 * GIB);
        MemoryPlan alone = new NeuralOptions(Path.of("w"), "cpu", "fp32", OptionalLong.empty()).plan(0);
        MemoryPlan shared = new NeuralOptions(Path.of("w"), "cpu", "fp32", OptionalLong.empty(), 4, KeepLoaded.USUAL,
                FlowWeights.WHOLE)
                .plan(0);
        assertThat(shared.budget()).isBetween(alone.budget() / 4 - 1, alone.budget() / 4 + 1);
        assertThatThrownBy(
                () -> new NeuralOptions(Path.of("w"), "cpu", "fp32", OptionalLong.empty(), 0, KeepLoaded.USUAL,
                        FlowWeights.WHOLE))
                .hasMessageContaining("device-workers: out of range (got 0");
    }

    @Test
    void timesThatNetworksStayAreRead() {
        assertThat(KeepLoaded.parse("0").isNever()).isTrue();
        assertThat(KeepLoaded.parse("90s").time()).contains(Duration.ofSeconds(90));
        assertThat(KeepLoaded.parse("2h").time()).contains(Duration.ofHours(2));
        assertThat(KeepLoaded.parse("always").time()).isEmpty();
        for (String wrong : new String[]{"", "10", "-1m", "1d", "never"}) {
            assertThatThrownBy(() -> KeepLoaded.parse(wrong))
                    .hasMessageContaining("keep-loaded: is no time (got " + wrong);
        }
    }

    @Test
    void optionsAreReadAndMistakesNamed() {
        assertThat(new NeuralOptions(Path.of("w"), "cpu", "bf16", OptionalLong.of(GIB)).plan(0))
                .isEqualTo(new MemoryPlan(GIB, Dtype.BF16));
        assertThat(new NeuralOptions(Path.of("w"), "cpu", "auto", OptionalLong.empty()).torso()).isEqualTo(Dtype.F32);
        assertThatThrownBy(() -> new NeuralOptions(Path.of("w"), "cpu", "fp8", OptionalLong.empty()))
                .hasMessageContaining("precision: unknown (got \"fp8\"");
        assertThatThrownBy(
                () -> new NeuralOptions(Path.of("w"), "cuda:99", "auto", OptionalLong.empty()).chosenDevice())
                .hasMessageContaining("cuda:99 is not there");
        assertThat(FlowWeights.parse("int8")).isEqualTo(FlowWeights.INT8);
        assertThatThrownBy(() -> FlowWeights.parse("int4")).hasMessageContaining("allowed [whole, int8, streamed]");
        NeuralOptions streamed = new NeuralOptions(Path.of("w"), "cpu", "bf16", OptionalLong.of(GIB), 1,
                KeepLoaded.USUAL, FlowWeights.STREAMED);
        assertThat(streamed.plan(0).kept()).as("on a CPU").isEqualTo(FlowWeights.WHOLE);
        assertThatThrownBy(() -> SyntheticWeights.Size.parse("huge")).hasMessageContaining("allowed tiny, full");
    }

    @Test
    void samplersTakeTheIntervalFromThePipelineAndTheRestFromTheRequest() {
        ConfigJson json = ConfigJson.parse("pipeline.json", """
                {"args": {"tex_slat_sampler": {"args": {"sigma_min": 1e-4}, "params": {"steps": 9,
                "guidance_interval": [0.6, 0.9]}}, "shape_slat_sampler": {"params": {"guidance_interval": [0.5]}}}}""");
        assertThat(new PipelineJson("pipeline.json", json).settings("tex_slat_sampler", new Sampling(2, 0.5, 7, 3)))
                .isEqualTo(new SamplerSettings(7, 3, 2, 0.5, 0.6, 0.9, 1e-4));
        assertThatThrownBy(() -> new PipelineJson("pipeline.json", json).settings("shape_slat_sampler",
                new Sampling(2, 0.5, 7, 3)))
                .isInstanceOf(ModelException.class).hasMessageContaining("shape_slat_sampler");
    }
}
