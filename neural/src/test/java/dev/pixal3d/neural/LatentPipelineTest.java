// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.model.PictureCamera;
import dev.pixal3d.model.SamplerSettings;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs of the reference with small networks, tensor by tensor. */
class LatentPipelineTest {
    private static final SamplerSettings STRUCTURE = new SamplerSettings(12, 5, 7.5, 0.7, 0.6, 1, 1e-5);
    private static final SamplerSettings SHAPE = new SamplerSettings(12, 3, 7.5, 0.5, 0.6, 1, 1e-5);
    private static final SamplerSettings TEXTURE = new SamplerSettings(12, 3, 1, 0, 0.6, 0.9, 1e-5);
    /** Of latents whose values go to 10 and more. */
    private static final double INT8_TOLERANCE = 0.2;
    private static final MemoryPlan PLENTY = new MemoryPlan(8L << 30, Dtype.F32);

    static List<Path> cases() throws IOException { return Golden.cases("pipeline"); }

    @ParameterizedTest
    @MethodSource("cases")
    void reproducesTheReferencesRunAt1024(Path folder) throws IOException { compare(folder, 1024, ""); }

    @ParameterizedTest
    @MethodSource("cases")
    void reproducesTheReferencesRunAt1536(Path folder) throws IOException { compare(folder, 1536, "run1536."); }

    private static void compare(Path folder, int resolution, String prefix) throws IOException {
        try (SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"))) {
            assumeThat(io.tensors()).as("a run at %d", resolution).containsKey(prefix + "decode.resolution");
        }
        TorchRuntime.Memory before = TorchRuntime.memory();
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, int[]> coords = new LinkedHashMap<>();
        LatentPipeline.Observer recorder = (name, value) -> {
            if (name.endsWith("coords")) coords.put(name, value.ints());
            else values.put(name, value.floats());
        };
        int reached;
        try (Latents latents = new LatentPipeline(RecordedModels.of(folder), PLENTY, RunContext.silent(), recorder)
                .run(request(folder, resolution))) {
            coords.put("decode.coords", latents.coords().ints());
            values.put("decode.shape_slat", latents.shape().floats());
            values.put("decode.tex_slat", latents.texture().floats());
            reached = latents.resolution();
        }
        assertThat(TorchRuntime.memory()).as("native memory").isEqualTo(before);
        try (SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"))) {
            assertThat((long) reached).isEqualTo(io.data(io.require(prefix + "decode.resolution"))
                    .get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
            int compared = 0;
            for (String key : io.tensors().keySet()) {
                if (!key.startsWith(prefix) || prefix.isEmpty() && key.startsWith("run")) continue;
                String name = key.substring(prefix.length());
                if (coords.containsKey(name)) {
                    assertThat(coords.get(name)).as(key).isEqualTo(io.ints(key));
                } else if (!name.equals("decode.resolution")) {
                    Golden.close(folder, io, key, part(values, name, io, key), tolerance(name));
                }
                compared++;
            }
            assertThat(compared).isGreaterThan(4);
        }
    }

    /** Weights of 8 bits: the same tokens, and latents that are as near as {@link #INT8_TOLERANCE} says. */
    @ParameterizedTest
    @MethodSource("cases")
    void weightsOf8BitsKeepTheTokens(Path folder) throws IOException {
        LatentRequest request = request(folder, 1024);
        try (Latents latents = new LatentPipeline(RecordedModels.of(folder, FlowWeights.INT8), PLENTY,
                RunContext.silent(), LatentPipeline.Observer.NONE).run(request);
                SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"))) {
            assertThat(latents.coords().ints()).isEqualTo(io.ints("decode.coords"));
            Golden.close(folder, io, "decode.shape_slat", latents.shape().floats(), INT8_TOLERANCE);
            Golden.close(folder, io, "decode.tex_slat", latents.texture().floats(), INT8_TOLERANCE);
        }
    }

    /** Recordings may hold only the first rows, or every 16th row, of what we have. */
    private static float[] part(Map<String, float[]> values, String name, SafetensorsFile io, String key) {
        int length = io.floats(key).length;
        long width = io.require(key).shape().getLast();
        String ours = name.replaceFirst("_first\\d+$", "");
        assertThat(values).as("our results").containsKey(ours);
        float[] all = values.getOrDefault(ours, new float[0]);
        if (all.length == length) return all;
        long stride = name.contains("_first") ? 1 : all.length / length;
        float[] part = new float[length];
        for (int i = 0; i < length; i++) part[i] = all[(int) (i / width * stride * width + i % width)];
        return part;
    }

    private static double tolerance(String name) {
        boolean features = name.endsWith(".global") || name.startsWith("ss.");
        return features && !name.equals("ss.z_s") ? 1e-4 : 1e-3;
    }

    @Test
    void stopsWithinOneStep() throws IOException {
        for (Stage stage : List.of(Stage.FEATURES, Stage.STRUCTURE, Stage.SHAPE)) {
            TorchRuntime.Memory before = TorchRuntime.memory();
            List<RunEvent.Step> heard = new ArrayList<>();
            RunContext run = RunContext.silent();
            RunContext context = run.heardBy(event -> {
                if (!(event instanceof RunEvent.Step step)) return;
                heard.add(step);
                if (step.stage().equals(stage.word()) && step.step() == 1) run.cancel();
            });
            Path folder = cases().getFirst();
            assertThatThrownBy(() -> new LatentPipeline(RecordedModels.of(folder), PLENTY, context,
                    LatentPipeline.Observer.NONE).run(request(folder, 1024)))
                    .isInstanceOf(CancellationException.class);
            assertThat(heard.getLast().stage()).isEqualTo(stage.word());
            assertThat(heard.getLast().step()).isEqualTo(1);
            assertThat(heard).extracting(RunEvent.Step::fraction).isSorted();
            assertThat(TorchRuntime.memory()).as("native memory").isEqualTo(before);
        }
    }

    @Test
    void saysWhichStageDoesNotFit() throws IOException {
        Path folder = cases().getFirst();
        MemoryPlan little = new MemoryPlan(1 << 20, Dtype.F32);
        assertThatThrownBy(() -> new LatentPipeline(RecordedModels.of(folder), little, RunContext.silent(),
                LatentPipeline.Observer.NONE).run(request(folder, 1024)))
                .isInstanceOfSatisfying(ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INTERNAL_SERVER_ERROR))
                .hasMessageContaining("stage structure: does not fit into memory")
                .hasMessageContaining("max_num_tokens");
    }

    @Test
    void normalisationIsUndone() {
        try (TensorScope _ = TensorScope.open()) {
            Normalisation normalisation = new Normalisation(List.of(1.0, -2.0), List.of(0.5, 4.0));
            Tensor restored = normalisation.restore(Tensor.of(new float[]{1, 1, -1, 0}, 2, 2));
            assertThat(restored.floats()).containsExactly(1.5f, 2, 0.5f, -2);
            assertThat(normalisation.normalise(restored).floats()).containsExactly(1, 1, -1, 0);
        }
    }

    private static LatentRequest request(Path folder, int resolution) throws IOException {
        Path file = folder.resolve("model.json");
        ConfigJson json = ConfigJson.parse(file.toString(), Files.readString(file));
        ConfigJson camera = json.child("camera");
        RgbaImage picture = ImageDecoder.decode(Files.readAllBytes(folder.resolveSibling("preprocess/b_out.png")));
        return new LatentRequest(List.of(new PictureView(picture,
                new PictureCamera(camera.number("camera_angle_x", 0), camera.number("distance", 0),
                        camera.number("mesh_scale", 1)))),
                (long) json.number("seed", 42), resolution, json.integer("max_num_tokens", 49152),
                overridden(STRUCTURE, json, "ss_sampler_override"),
                overridden(SHAPE, json, "shape_sampler_override"),
                overridden(TEXTURE, json, "tex_sampler_override"));
    }

    private static SamplerSettings overridden(SamplerSettings usual, ConfigJson json, String key) {
        if (!json.has(key)) return usual;
        ConfigJson over = json.child(key);
        List<Double> interval = over.numbers("guidance_interval",
                List.of(usual.intervalLow(), usual.intervalHigh()));
        return new SamplerSettings(over.integer("steps", usual.steps()), over.number("rescale_t", usual.rescaleT()),
                over.number("guidance_strength", usual.guidanceStrength()),
                over.number("guidance_rescale", usual.guidanceRescale()), interval.getFirst(), interval.getLast(),
                usual.sigmaMin());
    }
}
