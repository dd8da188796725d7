// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.pipeline.request.ViewCamera;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine on a synthetic weights folder. */
class NeuralEngineTest {
    /** What a collection may find alive by chance is one run's result, held by a stack slot that is not reused yet. */
    private static final long HEAP_NOISE = 16L << 20;

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeWeights() throws IOException {
        SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {});
    }

    @Test
    void decodesAPictureAndSaysHow() {
        List<RunEvent.Step> heard = new ArrayList<>();
        Consumer<RunEvent> progress = event -> { if (event instanceof RunEvent.Step step) heard.add(step); };
        try (NeuralEngine engine = NeuralEngine.open(options()); Parallel parallel = new Parallel(2)) {
            DecodedAsset asset = engine.decode(disc(), request(3, OptionalDouble.empty()),
                    RunContext.of(parallel, progress));
            OVoxel voxels = asset.voxels().get();
            assertThat(voxels.resolution()).isEqualTo(1024);
            assertThat(voxels.count()).isBetween(500, 400_000);
            for (int c : voxels.coords()) assertThat(c).isBetween(0, 1023);
            for (float a : voxels.attributes()) assertThat(a).isBetween(0f, 1f);
            assertThat(asset.camera()).isPresent();
            assertThat(asset.provenance()).containsEntry("engine", "pixal3d").containsEntry("seed", 3L)
                    .containsEntry("matting", "alpha").containsEntry("device", "cpu")
                    .containsEntry("precision", "fp32").containsEntry("libtorch", TorchRuntime.version());
            // A random network may see no sensible field of view; the answer then says so.
            assertThat(asset.provenance().get("camera_from")).isIn("moge", "default");
        }
        assertThat(heard).extracting(RunEvent.Step::fraction).isSorted();
        assertThat(heard).extracting(RunEvent.Step::stage).contains("camera", "features", "structure", "shape",
                "shape_detail", "texture", "decode");
        assertThat(heard.stream().filter(s -> s.stage().equals("structure")).toList())
                .extracting(RunEvent.Step::steps).containsOnly(2);
    }

    @Test
    void theSameSeedGivesTheSameModelAndRunsLeaveNothingBehind() {
        int runs = Integer.getInteger("runs", 4);
        try (NeuralEngine engine = NeuralEngine.open(options()); Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.silent(parallel);
            OVoxel first = engine.decode(disc(), request(7, OptionalDouble.of(0.5)), context).voxels().get();
            TorchRuntime.Memory after = TorchRuntime.memory();
            long heap = 0;
            for (int i = 1; i < runs; i++) {
                OVoxel again = engine.decode(disc(), request(7, OptionalDouble.of(0.5)), context).voxels().get();
                assertThat(again.coords()).isEqualTo(first.coords());
                assertThat(again.attributes()).isEqualTo(first.attributes());
                assertThat(TorchRuntime.memory()).as("native memory after run %d", i + 1).isEqualTo(after);
                // The first runs load classes and compile.
                if (i == 2) heap = usedHeap();
                if (i > 2) assertThat(usedHeap()).as("Java heap after run %d", i + 1).isLessThan(heap + HEAP_NOISE);
            }
            OVoxel other = engine.decode(disc(), request(8, OptionalDouble.of(0.5)), context).voxels().get();
            assertThat(other.coords()).isNotEqualTo(first.coords());
            assertThat(after.tensors()).as("networks stay loaded").isPositive();
        }
        assertThat(TorchRuntime.memory().tensors()).isZero();
    }

    /** Networks that stay are not looked for again: there is nothing left to find. */
    @Test
    void theSecondRunOpensNoFile(@TempDir Path own) throws IOException {
        SyntheticWeights.write(own, SyntheticWeights.Size.TINY, _ -> {});
        NeuralOptions kept = new NeuralOptions(own, "cpu", "auto", OptionalLong.of(64L << 30));
        try (NeuralEngine engine = NeuralEngine.open(kept); Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.silent(parallel);
            OVoxel first = engine.decode(disc(), request(7, OptionalDouble.empty()), context).voxels().get();
            removed(own);
            OVoxel second = engine.decode(disc(), request(7, OptionalDouble.empty()), context).voxels().get();
            assertThat(second.coords()).isEqualTo(first.coords());
            assertThat(second.attributes()).isEqualTo(first.attributes());
        }
        SyntheticWeights.write(own, SyntheticWeights.Size.TINY, _ -> {});
        NeuralOptions never = new NeuralOptions(own, "cpu", "auto", OptionalLong.of(8L << 30), 1,
                KeepLoaded.parse("0"), FlowWeights.WHOLE);
        try (NeuralEngine engine = NeuralEngine.open(never)) {
            toTheStructure(engine);
            assertThat(TorchRuntime.memory().tensors()).isZero();
            removed(own);
            assertThatThrownBy(() -> engine.decode(disc(), request(7, OptionalDouble.of(0.5)), RunContext.silent()))
                    .isInstanceOf(ProblemException.class);
        }
    }

    private static void removed(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) Files.delete(file);
        }
    }

    @Test
    void weightsOf8BitsGiveNearlyTheSameModel() {
        NeuralOptions small = new NeuralOptions(folder, "cpu", "auto", OptionalLong.empty(), 1, KeepLoaded.USUAL,
                FlowWeights.INT8);
        try (NeuralEngine whole = NeuralEngine.open(options());
                NeuralEngine int8 = NeuralEngine.open(small);
                Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.silent(parallel);
            DecodedAsset expected = whole.decode(disc(), request(7, OptionalDouble.of(0.5)), context);
            DecodedAsset asset = int8.decode(disc(), request(7, OptionalDouble.of(0.5)), context);
            assertThat(asset.provenance()).containsEntry("flow_weights", "int8")
                    .containsEntry("resolution", expected.provenance().get("resolution"));
            int tokens = (int) expected.provenance().getOrDefault("tokens", 0);
            int voxels = expected.voxels().get().count();
            assertThat((int) asset.provenance().getOrDefault("tokens", 0)).isBetween((int) (0.95 * tokens),
                    (int) (1.05 * tokens));
            assertThat(asset.voxels().get().count()).isBetween((int) (0.9 * voxels), (int) (1.1 * voxels));
        }
    }

    @Test
    @Timeout(60)
    void networksAreFreedWhenNoRunComes() {
        NeuralOptions briefly = new NeuralOptions(folder, "cpu", "auto", OptionalLong.of(64L << 30), 1,
                new KeepLoaded(Optional.of(Duration.ofMillis(20))), FlowWeights.WHOLE);
        try (NeuralEngine engine = NeuralEngine.open(briefly)) {
            for (int run = 0; run < 2; run++) {
                toTheStructure(engine);
                while (TorchRuntime.memory().tensors() > 0) Thread.onSpinWait();
            }
        }
    }

    /** A run that has loaded networks and is cancelled then. */
    private static void toTheStructure(NeuralEngine engine) {
        RunContext run = RunContext.silent();
        RunContext context = run.heardBy(event -> {
            if (!(event instanceof RunEvent.Step step) || !step.stage().equals("structure")) return;
            assertThat(TorchRuntime.memory().tensors()).isPositive();
            run.cancel();
        });
        assertThatThrownBy(() -> engine.decode(disc(), request(1, OptionalDouble.of(0.5)), context))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void opaquePicturesGoThroughTheMattingNetworkAndTooLittleMemoryIsRefusedFirst() {
        List<String> stages = new ArrayList<>();
        Consumer<RunEvent> progress = event -> { if (event instanceof RunEvent.Step step) stages.add(step.stage()); };
        RgbaImage opaque = opaqueDisc();
        NeuralOptions little = new NeuralOptions(folder, "cpu", "auto", OptionalLong.of(2L << 30));
        try (NeuralEngine engine = NeuralEngine.open(options());
                NeuralEngine small = NeuralEngine.open(little);
                Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.of(parallel, progress);
            assertThatThrownBy(() -> small.decode(opaque, request(3, OptionalDouble.of(0.5)), context))
                    .isInstanceOfSatisfying(ProblemException.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INTERNAL_SERVER_ERROR))
                    .hasMessageContaining("transparent background");
            assertThat(stages).isEmpty();
            assertThat(engine.decode(opaque, request(3, OptionalDouble.of(0.5)), context).provenance())
                    .containsEntry("matting", "birefnet");
            assertThat(stages).contains("matte", "decode");
        }
    }

    @Test
    void libtorchUsesTheThreadsOfTheRun() {
        try (NeuralEngine engine = NeuralEngine.open(options())) {
            for (int threads : new int[]{2, 1}) {
                Set<Integer> seen = new HashSet<>();
                try (Parallel parallel = new Parallel(threads)) {
                    RunContext run = RunContext.silent(parallel);
                    RunContext context = run.heardBy(event -> {
                        seen.add(TorchRuntime.threads());
                        if (event instanceof RunEvent.Step step && step.stage().equals("structure")) run.cancel();
                    });
                    assertThatThrownBy(() -> engine.decode(disc(), request(1, OptionalDouble.of(0.5)), context))
                            .isInstanceOf(CancellationException.class);
                }
                assertThat(seen).containsExactly(threads);
            }
        }
    }

    @Test
    void isCancelledWhileItRuns() {
        RunContext run = RunContext.silent();
        RunContext context = run.heardBy(event -> {
            if (event instanceof RunEvent.Step step && step.stage().equals("decode")) run.cancel();
        });
        try (NeuralEngine engine = NeuralEngine.open(options())) {
            assertThatThrownBy(() -> engine.decode(disc(), request(1, OptionalDouble.of(0.5)), context))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(TorchRuntime.memory().tensors()).isZero();
    }

    @Test
    void saysWhatIsMissingInOneLine(@TempDir Path empty) throws IOException {
        assertThatThrownBy(() -> NeuralEngine.open(NeuralOptions.of(empty)))
                .isInstanceOfSatisfying(ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.FEATURE_NOT_SUPPORTED))
                .hasMessageContaining("pipeline.json").hasMessageContaining("docs/neural.md");
        Files.copy(folder.resolve("pipeline.json"), empty.resolve("pipeline.json"));
        assertThatThrownBy(() -> NeuralEngine.open(NeuralOptions.of(empty)))
                .hasMessageContaining("sparse_structure_flow_model is missing (no ckpts/ss_flow.safetensors)");
    }

    @Test
    void aPictureWithoutAnObjectIsBadInput() {
        try (NeuralEngine engine = NeuralEngine.open(options()); Parallel parallel = new Parallel(1)) {
            assertThatThrownBy(() -> engine.decode(new RgbaImage(8, 8, new byte[256]),
                    request(1, OptionalDouble.of(0.5)), RunContext.silent(parallel)))
                    .isInstanceOfSatisfying(ProblemException.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.IMAGE_LOAD_ERROR));
        }
    }

    /** Runs with one and with several pictures have flows of their own, which never meet. */
    @Test
    void severalPicturesHaveFlowsOfTheirOwn(@TempDir Path own) throws IOException {
        SyntheticWeights.write(own, SyntheticWeights.Size.TINY, _ -> {});
        List<RgbaImage> pictures = List.of(disc(), opaqueDisc(), disc());
        GenerateRequest several = with(several(3));
        NeuralOptions options = new NeuralOptions(own, "cpu", "auto", OptionalLong.of(64L << 30));
        try (NeuralEngine engine = NeuralEngine.open(options); Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.silent(parallel);
            assertThatThrownBy(() -> engine.decode(pictures, several, context)).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("has no pipeline_mv.json").hasMessageContaining("--only pixal3d-views");
            OVoxel one = engine.decode(disc(), request(7, OptionalDouble.of(0.5)), context).voxels().get();
            SyntheticWeights.addSeveralPictures(own, SyntheticWeights.Size.TINY, _ -> {});
            DecodedAsset asset = engine.decode(pictures, several, context);
            OVoxel voxels = asset.voxels().get();
            assertThat(voxels.count()).isGreaterThan(500);
            assertThat(asset.provenance()).containsEntry("camera_from", "sides");
            assertThat(asset.provenance().get("pictures")).asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                    .extracting(p -> p.get("camera") + " " + p.get("matting"))
                    .containsExactly("front alpha", "right birefnet", "back alpha");
            assertThat(asset.camera().orElseThrow().distance()).as("the publisher's example").isCloseTo(
                    3.1192049980163574, within(1e-6));
            OVoxel oneAgain = engine.decode(disc(), request(7, OptionalDouble.of(0.5)), context).voxels().get();
            assertThat(oneAgain.coords()).isEqualTo(one.coords());
            Files.delete(own.resolve("pipeline.json"));
            // one picture's networks are still loaded; then several pictures' weights alone are enough
            assertThat(engine.decode(pictures, several, context).voxels().get().coords()).isEqualTo(voxels.coords());
            assertThatThrownBy(() -> engine.decode(disc(), request(7, OptionalDouble.of(0.5)), context))
                    .isInstanceOf(ProblemException.class).hasMessageContaining("has no pipeline.json");
        }
        assertThat(TorchRuntime.memory().tensors()).isZero();
    }

    /** The camera says what the frame shows: the object is neither cropped nor moved, a border only makes it square. */
    @Test
    void picturesWithCamerasStayAsTheyAre(@TempDir Path own) throws IOException {
        SyntheticWeights.write(own, SyntheticWeights.Size.TINY, _ -> {});
        SyntheticWeights.addSeveralPictures(own, SyntheticWeights.Size.TINY, _ -> {});
        RgbaImage tall = new RgbaImage(96, 144, Arrays.copyOf(disc().pixels(), 4 * 96 * 144));
        ViewCamera front = new ViewCamera.Posed(List.of(List.of(1.0, 0.0, 0.0, 0.0), List.of(0.0, 0.0, -1.0, -3.0),
                List.of(0.0, 1.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0, 1.0)), OptionalDouble.of(0.4));
        ViewCamera right = new ViewCamera.Posed(List.of(List.of(0.0, 0.0, 1.0, 2.5), List.of(1.0, 0.0, 0.0, 0.0),
                List.of(0.0, 1.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0, 1.0)), OptionalDouble.empty());
        try (NeuralEngine engine = NeuralEngine.open(NeuralOptions.of(own)); Parallel parallel = new Parallel(2)) {
            GenerateRequest request = with(several(2).with(Parameters.CAMERAS, List.of(front, right))
                    .with(Parameters.CAMERA_ANGLE_X, 0.7));
            DecodedAsset asset = engine.decode(List.of(tall, disc()), request, RunContext.silent(parallel));
            RgbaImage prepared = asset.prepared().orElseThrow();
            assertThat(new int[]{prepared.width(), prepared.height()}).containsOnly(144);
            assertThat(asset.camera().orElseThrow().distance()).isEqualTo(3);
            assertThat(asset.camera().orElseThrow().angleX()).as("of the wider frame")
                    .isCloseTo(2 * Math.atan(1.5 * Math.tan(0.2)), within(1e-12));
            assertThat(asset.provenance()).containsEntry("camera_from", "request");
        }
    }

    private static Settings several(int pictures) {
        Settings settings = request(7, OptionalDouble.empty()).settings();
        return settings.with(Parameters.PICTURES, Collections.nCopies(pictures, "x"));
    }

    private static GenerateRequest with(Settings settings) {
        return new GenerateRequest(settings.get(Parameters.PICTURES), 7, settings);
    }

    private static long usedHeap() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static NeuralOptions options() { return new NeuralOptions(folder, "cpu", "auto", OptionalLong.empty()); }

    static GenerateRequest request(long seed, OptionalDouble angle) {
        Settings settings = Settings.DEFAULTS;
        for (Parameters.Sampler stage : List.of(Parameters.STRUCTURE, Parameters.SHAPE, Parameters.TEXTURE)) {
            settings = settings.with(stage.steps(), 2);
        }
        if (angle.isPresent()) settings = settings.with(Parameters.CAMERA_ANGLE_X, angle.getAsDouble());
        return new GenerateRequest(List.of(""), seed, settings);
    }

    /** The disc on black, without transparency. */
    static RgbaImage opaqueDisc() {
        RgbaImage opaque = disc();
        for (int i = 3; i < opaque.pixels().length; i += 4) opaque.pixels()[i] = (byte) 255;
        return opaque;
    }

    /** A shaded disc on a transparent ground. */
    static RgbaImage disc() {
        int side = 96;
        byte[] pixels = new byte[4 * side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int at = 4 * (y * side + x);
                if (Math.hypot(x - 48, y - 48) > 40) continue;
                pixels[at] = (byte) (2 * x);
                pixels[at + 1] = (byte) (2 * y);
                pixels[at + 2] = 90;
                pixels[at + 3] = (byte) 255;
            }
        }
        return new RgbaImage(side, side, pixels);
    }
}
