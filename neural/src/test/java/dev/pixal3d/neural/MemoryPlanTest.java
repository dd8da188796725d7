// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Noise;
import dev.pixal3d.torch.SparseGrid;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused before it starts, and that the plan is above what is taken. */
class MemoryPlanTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void writeWeights() throws IOException {
        SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {});
    }

    @ParameterizedTest
    @CsvSource({"1000, matte, BiRefNet needs, transparent background", "200, camera, MoGe-2 needs, camera_angle_x",
            "700, features, NAF needs, Raise the memory setting"})
    void refusesWhatCannotFitWithTheRemedy(int mebibytes, String stage, String network, String remedy) {
        ModelLoader models = new ModelLoader(new ModelFolder(folder), Device.CPU,
                new MemoryPlan((long) mebibytes << 20, Dtype.F32));
        assertThatThrownBy(() -> models.requireMemory(stage.equals("matte"), stage.equals("camera")))
                .isInstanceOfSatisfying(ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INTERNAL_SERVER_ERROR))
                .hasMessageContainingAll("stage " + stage, network, "allowed " + mebibytes + " MiB", remedy);
        new ModelLoader(new ModelFolder(folder), Device.CPU, new MemoryPlan(8L << 30, Dtype.F32))
                .requireMemory(true, true);
    }

    @Test
    void decodersNeedMoreForMoreTokens() {
        ModelLoader models = new ModelLoader(new ModelFolder(folder), Device.CPU,
                new MemoryPlan(1L << 30, Dtype.F32));
        long few = models.decodingBytes(1000);
        assertThat(models.decodingBytes(49152)).isGreaterThan(few);
        assertThatThrownBy(() -> models.plan().requireTokens(Stage.DECODE, 49152, 2L << 30))
                .hasMessageContaining("49152 tokens need about 2048 MiB, allowed 1024 MiB")
                .hasMessageContaining("max_num_tokens");
    }

    /**
     * Without the constant share of the runtime, which would hide it: the shape's grids are there twice, or counted.
     */
    @Test
    void theTexturesPlanHoldsTheShapesGrids() {
        ModelLoader models = new ModelLoader(new ModelFolder(folder), Device.CPU,
                new MemoryPlan(16L << 30, Dtype.F32));
        int tokens = 3000;
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(1)) {
            List<SparseGrid> grids = new ArrayList<>(List.of(SparseGrid.of(LatentPipeline.batched(shell(tokens)))));
            for (int split = 0; split < 4; split++) {
                grids.add(grids.getLast().refine(noise.next(grids.getLast().size(), 8).gt(-0.2)));
                grids.getLast().neighbours(Device.CPU);
            }
            Tensor latent = noise.next(tokens, models.textureNormalisation().mean().size());
            try (Loaded<SlatDecoder> decoder = models.textureDecoder()) {
                TorchRuntime.resetPeakMemory(Device.CPU);
                decoder.network().paint(grids, latent, RunContext.silent()).close();
            }
            long tables = grids.stream().mapToLong(g -> (long) g.size() * SparseGrid.TAPS * Integer.BYTES).sum();
            long planned = models.footprint().decoder(ModelFolder.Part.TEXTURE_DECODER, tokens) - MemoryPlan.RUNTIME;
            assertThat(planned).isGreaterThan(tables);
            assertThat(TorchRuntime.peakMemory(Device.CPU)).isBetween(tables, planned);
            grids.reversed().forEach(SparseGrid::close);
        }
    }

    /** Distinct coarse nodes, xyz: a plane as wide as it has to be. */
    private static int[] shell(int count) {
        int[] xyz = new int[3 * count];
        for (int i = 0; i < count; i++) {
            xyz[3 * i] = i % 64;
            xyz[3 * i + 1] = i / 64;
        }
        return xyz;
    }

    private static NeuralOptions options() { return new NeuralOptions(folder, "cpu", "fp32", OptionalLong.empty()); }

    static List<String> networks() { return StageTrial.names(options()); }

    @ParameterizedTest
    @MethodSource("networks")
    void noNetworkTakesMoreThanItsPlan(String name) {
        TorchRuntime.Memory before = TorchRuntime.memory();
        StageTrial.Result result = StageTrial.run(options(), name, 300);
        assertThat(result.used()).isBetween(1L, result.planned());
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }
}
