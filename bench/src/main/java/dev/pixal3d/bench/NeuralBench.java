// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.engine.Cancellation;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.GenerateRequest.Sampling;
import dev.pixal3d.engine.Progress;
import dev.pixal3d.engine.RunContext;
import dev.pixal3d.geometry.Parallel;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.Condition;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowShortcuts;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.neural.NeuralEngine;
import dev.pixal3d.neural.NeuralOptions;
import dev.pixal3d.neural.SyntheticWeights;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorType;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Noise;
import dev.pixal3d.torch.SparseConv;
import dev.pixal3d.torch.SparseGrid;
import dev.pixal3d.torch.SparseTensor;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.torch.Weights;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * The neural engine's costs, as one table: a block of the flow transformer in fp32 and bf16, with and without the exact
 * shortcuts; the sparse convolution against the bare matrix products it is made of; a whole decoding, stage by stage.
 *
 * <pre>
 * NeuralBench [--device cpu|cuda] [--tokens N,N,...] [--voxels N] [--weights DIR]
 * </pre>
 *
 * Without {@code --weights} the decoding uses a tiny synthetic folder. A folder that is given but empty is first filled
 * with synthetic weights of the published sizes (about 27 GB), so one call on a GPU gives the whole table. Defaults: cpu,
 * 4096 tokens (on a GPU several counts), 500000 voxels.
 */
public final class NeuralBench {
    private static final int WIDTH = 1536;
    private static final int HIDDEN = 8192;
    private static final int PROJECTED = 2048;
    private static final int GLOBAL = 5;
    private static final int CHANNELS = 64;
    private static final int TAPS = 27;
    private static final long CONV_BUDGET = 512L << 20;
    private static final int REPEATS = 3;
    /** The structure stage, usual and many tokens at 1024, and the limit at 1536. */
    private static final String GPU_TOKENS = "4096,12000,17500,49000";

    private final Device device;

    private NeuralBench(Device device) { this.device = device; }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) options.put(arguments[i], arguments[i + 1]);
        String name = options.getOrDefault("--device", "cpu");
        Device device = Device.parse(name);
        System.out.printf(Locale.ROOT, "libtorch %s, %s, %d threads%n", TorchRuntime.version(), device,
                TorchRuntime.threads());
        System.out.printf("%-52s %12s %10s %12s%n", "what", "ms", "ratio", "TFLOP/s");
        NeuralBench bench = new NeuralBench(device);
        for (String tokens : options.getOrDefault("--tokens", device.isCpu() ? "4096" : GPU_TOKENS).split(","))
            bench.block(Integer.parseInt(tokens));
        bench.convolution(Integer.parseInt(options.getOrDefault("--voxels", "500000")));
        String weights = options.getOrDefault("--weights", "");
        bench.decoding(weights.isEmpty() ? tiny() : full(Path.of(weights)), name);
    }

    /** The folder itself, filled with synthetic weights of the published sizes when it holds none. */
    private static Path full(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("pipeline.json"))) {
            SyntheticWeights.write(folder, SyntheticWeights.Size.FULL, file -> System.out.println("writing " + file));
        }
        return folder;
    }

    private static Path tiny() throws IOException {
        Path folder = Files.createTempDirectory("pixal3d-tiny");
        SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {});
        return folder;
    }

    private record Begin(String stage, long nanos) {}

    private interface Work {
        void run();
    }

    /** Milliseconds of the fastest repeat after one that warms up. */
    private double time(Work work) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i <= REPEATS; i++) {
            long begin = System.nanoTime();
            try (TensorScope _ = TensorScope.open()) {
                work.run();
                TorchRuntime.synchronize(device);
            }
            if (i > 0) best = Math.min(best, (System.nanoTime() - begin) / 1e6);
        }
        return best;
    }

    private static void row(String what, double ms, double against, double flops) {
        System.out.printf(Locale.ROOT, "%-52s %12.1f %10.2f %12.3f%n", what, ms, ms / against, flops / ms / 1e9);
    }

    /** One guided step (positive and negative pass) of a single block. */
    private void block(int tokens) throws IOException {
        FlowConfig config = new FlowConfig(64, 32, 32, WIDTH, 1024, 1, 12, PROJECTED, HIDDEN, 1, 10000, true, true,
                true);
        Path file = Files.createTempFile("pixal3d-block", ".safetensors");
        try {
            writeRandom(file, config);
            double n = tokens;
            double linear = 2 * n * WIDTH * (4.0 * WIDTH + 2.0 * HIDDEN);
            double flops = 2 * (linear + 4 * n * n * WIDTH) + 4 * n * WIDTH * WIDTH + 2 * n * PROJECTED * WIDTH;
            double plain = step(file, config, tokens, Dtype.F32, FlowShortcuts.NONE);
            row("block, %d tokens, fp32, plain".formatted(tokens), plain, plain, flops);
            row("block, %d tokens, fp32, shortcuts".formatted(tokens),
                    step(file, config, tokens, Dtype.F32, FlowShortcuts.ALL), plain, flops);
            row("block, %d tokens, bf16, plain".formatted(tokens),
                    step(file, config, tokens, Dtype.BF16, FlowShortcuts.NONE), plain, flops);
            row("block, %d tokens, bf16, shortcuts".formatted(tokens),
                    step(file, config, tokens, Dtype.BF16, FlowShortcuts.ALL), plain, flops);
        } finally {
            Files.delete(file);
        }
    }

    private double step(Path file, FlowConfig config, int tokens, Dtype torso, FlowShortcuts shortcuts)
            throws IOException {
        try (TensorScope _ = TensorScope.open();
                Weights weights = Weights.open(file).on(device);
                Noise noise = new Noise(1)) {
            int[] coords = new int[3 * tokens];
            for (int i = 0; i < coords.length; i++) coords[i] = i / 3 >> 4 * (i % 3) & 15;
            Condition condition = new Condition(noise.next(GLOBAL, config.condChannels()),
                    noise.next(tokens, PROJECTED));
            FlowTransformer.Stage stage = new FlowTransformer(config, weights, torso).stage(coords, condition,
                    shortcuts);
            Tensor x = noise.next(tokens, config.inChannels()).to(device);
            float[] now = {1000};
            return time(() -> {
                now[0]--;
                stage.forward(x, now[0], true);
                stage.forward(x, now[0], false);
            });
        }
    }

    private static void writeRandom(Path file, FlowConfig config) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        try (TensorScope _ = TensorScope.open(); Weights recorder = Weights.recording((name, shape) -> {
            long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            double reach = shape.length > 1 ? 1 / Math.sqrt((double) count / shape[0]) : 0.1;
            writer.add(name, TensorType.F32, out -> uniform(out, count, reach), shape);
        })) {
            new FlowTransformer(config, recorder, Dtype.F32);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            writer.writeTo(out);
        }
    }

    private static void uniform(OutputStream out, long count, double reach) throws IOException {
        SplittableRandom random = new SplittableRandom(count);
        ByteBuffer block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (long done = 0; done < count;) {
            block.clear();
            while (done < count && block.hasRemaining()) {
                block.putFloat((float) (reach * (2 * random.nextDouble() - 1)));
                done++;
            }
            out.write(block.array(), 0, block.position());
        }
    }

    /** A convolution over the shell of a sphere, against its matrix products alone. */
    private void convolution(int voxels) {
        try (TensorScope _ = TensorScope.open();
                Noise noise = new Noise(2);
                SparseGrid grid = SparseGrid.of(shell(voxels))) {
            Tensor feats = noise.next(grid.size(), CHANNELS).to(device);
            Tensor weight = noise.next(CHANNELS, 3, 3, 3, CHANNELS).mul(0.02).to(device);
            Tensor bias = noise.next(CHANNELS).to(device);
            SparseConv convolution = new SparseConv(CONV_BUDGET);
            Tensor matrix = noise.next(CHANNELS, CHANNELS).to(device);
            double flops = 2.0 * TAPS * grid.size() * CHANNELS * CHANNELS;
            double bare = time(() -> { for (int t = 0; t < TAPS; t++) feats.matmul(matrix).close(); });
            row("sparse conv, %d voxels: 27 bare products".formatted(grid.size()), bare, bare, flops);
            SparseTensor input = new SparseTensor(grid, feats);
            row("sparse conv, %d voxels, 64 to 64".formatted(grid.size()),
                    time(() -> convolution.apply(input, weight, bias)), bare, flops);
        }
    }

    private static Tensor shell(int voxels) {
        int radius = (int) Math.sqrt(voxels / (4 * Math.PI) / 1.5);
        int[] rows = new int[4 * voxels * 2];
        int filled = 0;
        for (int x = -radius - 1; x <= radius + 1; x++) {
            for (int y = -radius - 1; y <= radius + 1; y++) {
                for (int z = -radius - 1; z <= radius + 1 && filled < voxels; z++) {
                    if (Math.abs(Math.sqrt(x * x + y * y + z * z) - radius) > 0.75) continue;
                    rows[4 * filled + 1] = x + radius + 1;
                    rows[4 * filled + 2] = y + radius + 1;
                    rows[4 * filled + 3] = z + radius + 1;
                    filled++;
                }
            }
        }
        return Tensor.of(Arrays.copyOf(rows, 4 * filled), filled, 4);
    }

    /** A whole decoding: seconds of each stage, from the progress it reports. */
    private void decoding(Path weights, String name) {
        List<Begin> begins = new ArrayList<>();
        Progress progress = event -> {
            if (event instanceof Progress.Event.Step step
                    && (begins.isEmpty() || !begins.getLast().stage.equals(step.stage()))) {
                begins.add(new Begin(step.stage(), System.nanoTime()));
            }
        };
        TorchRuntime.resetPeakMemory(device);
        try (NeuralEngine engine = NeuralEngine.open(new NeuralOptions(weights, name, "auto", OptionalLong.empty()));
                Parallel parallel = Parallel.allCores()) {
            DecodedAsset asset = engine.decode(disc(), request(),
                    new RunContext(progress, new Cancellation(), parallel));
            begins.add(new Begin("end", System.nanoTime()));
            double whole = begins.getLast().nanos - begins.getFirst().nanos;
            for (int i = 0; i + 1 < begins.size(); i++) {
                double took = begins.get(i + 1).nanos - begins.get(i).nanos;
                System.out.printf(Locale.ROOT, "%-52s %12.1f %10.2f%n", "decoding: " + begins.get(i).stage, took / 1e6,
                        took / whole);
            }
            System.out.printf(Locale.ROOT, "%-52s %12.1f %10.2f%n", "decoding: whole", whole / 1e6, 1.0);
            System.out.println(asset.provenance());
        }
        if (!device.isCpu()) {
            System.out.printf(Locale.ROOT, "peak device memory: %d MiB%n", TorchRuntime.peakMemory(device) >> 20);
        }
    }

    private static GenerateRequest request() {
        return new GenerateRequest("", 42, 1024, new Sampling(7.5, 0.7, 12, 5), new Sampling(7.5, 0.5, 12, 3),
                new Sampling(1, 0, 12, 3), 1, 49152, 200000, 2048, true, OptionalDouble.of(0.5),
                GenerateRequest.Background.AUTO, GenerateRequest.TextureFormat.PNG, GenerateRequest.Front.GLTF,
                GenerateRequest.DecimationUnit.VERTICES, GenerateRequest.Finish.PLAIN,
                GenerateRequest.EngineChoice.PIXAL3D);
    }

    /** A shaded disc on a transparent ground. */
    private static RgbaImage disc() {
        int side = 512;
        byte[] pixels = new byte[4 * side * side];
        for (int i = 0; i < side * side; i++) {
            if (Math.hypot(i % side - side / 2.0, i / side - side / 2.0) > 0.45 * side) continue;
            pixels[4 * i] = (byte) (i % side / 2);
            pixels[4 * i + 1] = (byte) (i / side / 2);
            pixels[4 * i + 2] = 90;
            pixels[4 * i + 3] = (byte) 255;
        }
        return new RgbaImage(side, side, pixels);
    }
}
