// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.neural.NeuralEngine;
import dev.pixal3d.neural.NeuralOptions;
import dev.pixal3d.neural.SyntheticWeights;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorType;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.torch.Weights;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The neural engine's costs, as one table: a block of the flow transformer in fp32 and bf16, the sparse convolution and
 * a decoder, each against the plain sequence of libtorch calls without our shortcuts, as ratios of one run (on a CPU of
 * processor time); a whole decoding, stage by stage; with {@code --weights} also each network by itself
 * ({@link StageBench}).
 *
 * <pre>
 * NeuralBench [--device cpu|cuda] [--tokens N,N,...] [--voxels N] [--weights DIR] [--blocks|--stages]
 *             [--peak TFLOPS]
 * </pre>
 *
 * A weights folder that is given but empty is first filled with synthetic weights of the published sizes (about 27 GB),
 * so one call on a GPU gives every table. {@code --blocks}: only the blocks. {@code --stages}: only the networks by
 * themselves. {@code --peak}: what the device can do in bf16; adds the share reached. The whole decoding uses the given
 * weights on a GPU and tiny ones on a CPU, where it would take hours. Defaults: cpu, 4096 tokens (on a GPU several
 * counts), 500000 voxels.
 */
public final class NeuralBench {
    private static final int REPEATS = 3;
    /** The structure stage, usual and many tokens at 1024, and the limit at 1536. */
    private static final String GPU_TOKENS = "4096,12000,17500,49000";

    private final Device device;
    /** Of bf16 products, in TFLOP/s; NaN when not known. */
    private final double peak;

    private NeuralBench(Device device, double peak) {
        this.device = device;
        this.peak = peak;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> options = options(arguments);
        Device device = TorchRuntime.require(Device.parse(options.getOrDefault("--device", "cpu")));
        TorchRuntime.threads(Runtime.getRuntime().availableProcessors());
        System.out.printf(Locale.ROOT, "libtorch %s, %s, %d threads%n", TorchRuntime.version(), device,
                TorchRuntime.threads());
        Optional<Path> weights = Optional.ofNullable(options.get("--weights")).map(Path::of);
        if (weights.isPresent()) fill(weights.get());
        if (!options.containsKey("--stages")) {
            System.out.printf("%-60s %10s %10s %8s %10s %8s%n", "what", "ms", "cost ms", "ratio", "TFLOP/s",
                    "share");
            NeuralBench bench = new NeuralBench(device, Double.parseDouble(options.getOrDefault("--peak", "NaN")));
            for (String tokens : options.getOrDefault("--tokens", device.isCpu() ? "4096" : GPU_TOKENS).split(","))
                BlockBench.all(bench, Integer.parseInt(tokens));
            if (options.containsKey("--blocks")) return;
            SparseBench sparse = new SparseBench(bench);
            sparse.convolution(Integer.parseInt(options.getOrDefault("--voxels", "500000")));
            sparse.decoder();
            bench.decoding(device.isCpu() || weights.isEmpty() ? tiny() : weights.get());
        }
        if (weights.isPresent()) StageBench.all(options);
    }

    /** Options by name; those that stand alone have the value true. */
    static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            boolean alone = i + 1 == arguments.length || arguments[i + 1].startsWith("--");
            options.put(arguments[i], alone ? "true" : arguments[++i]);
        }
        return options;
    }

    Device device() { return device; }

    /** Writes synthetic weights of the published sizes when the folder holds none. */
    private static void fill(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("pipeline.json"))) {
            SyntheticWeights.write(folder, SyntheticWeights.Size.FULL, file -> System.out.println("writing " + file));
        }
    }

    private static Path tiny() throws IOException {
        Path folder = Files.createTempDirectory("pixal3d-tiny");
        SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {});
        return folder;
    }

    private record Begin(String stage, long nanos) {}

    interface Work {
        void run();
    }

    /**
     * The fastest repeat.
     *
     * @param cost
     *            processor time on a CPU, which other work on the machine hardly changes; on a GPU the same as ms
     */
    record Timing(double ms, double cost) {}

    /** After one repeat that warms up. */
    Timing time(Work work) { return times(List.of(work)).getFirst(); }

    /** In turns, so that a machine that grows faster or slower meanwhile does so for all of them. */
    List<Timing> times(List<Work> works) {
        Timing[] best = new Timing[works.size()];
        for (int i = 0; i <= REPEATS; i++) {
            for (int w = 0; w < best.length; w++) {
                Timing now = once(works.get(w));
                best[w] = i <= 1 ? now : new Timing(Math.min(best[w].ms, now.ms), Math.min(best[w].cost, now.cost));
            }
        }
        return List.of(best);
    }

    private Timing once(Work work) {
        long begin = System.nanoTime();
        long processor = processorNanos();
        try (TensorScope _ = TensorScope.open()) {
            work.run();
            TorchRuntime.synchronize(device);
        }
        double ms = (System.nanoTime() - begin) / 1e6;
        return new Timing(ms, device.isCpu() ? (processorNanos() - processor) / 1e6 : ms);
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : System.nanoTime();
    }

    void row(String what, Timing timing, Timing against, double flops) {
        double rate = flops / timing.ms / 1e9;
        String share = Double.isNaN(peak) ? "" : String.format(Locale.ROOT, "%7.1f%%", 100 * rate / peak);
        System.out.printf(Locale.ROOT, "%-60s %10.1f %10.1f %8.2f %10.3f %8s%n", what, timing.ms, timing.cost,
                timing.cost / against.cost, rate, share);
    }

    /** Writes random weights of the names and shapes that a network asks for. */
    static void writeRandom(Path file, Consumer<Weights> network) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        try (TensorScope _ = TensorScope.open(); Weights recorder = Weights.recording((name, _, shape) -> {
            long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            double reach = shape.length > 1 ? 1 / Math.sqrt((double) count / shape[0]) : 0.1;
            writer.add(name, TensorType.F32, out -> uniform(out, count, reach), shape);
        })) {
            network.accept(recorder);
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

    /** A whole decoding: seconds of each stage, from the progress it reports. */
    private void decoding(Path weights) {
        List<Begin> begins = new ArrayList<>();
        Consumer<RunEvent> progress = event -> {
            if (event instanceof RunEvent.Step step
                    && (begins.isEmpty() || !begins.getLast().stage.equals(step.stage()))) {
                begins.add(new Begin(step.stage(), System.nanoTime()));
            }
        };
        TorchRuntime.resetPeakMemory(device);
        try (NeuralEngine engine = NeuralEngine
                .open(new NeuralOptions(weights, device.toString(), "auto", OptionalLong.empty()));
                Parallel parallel = Parallel.allCores()) {
            DecodedAsset asset = engine.decode(disc(), request(),
                    RunContext.of(parallel, progress));
            begins.add(new Begin("end", System.nanoTime()));
            double whole = begins.getLast().nanos - begins.getFirst().nanos;
            for (int i = 0; i + 1 < begins.size(); i++) {
                double took = begins.get(i + 1).nanos - begins.get(i).nanos;
                System.out.printf(Locale.ROOT, "%-60s %10.1f %10s %8.2f%n", "decoding: " + begins.get(i).stage,
                        took / 1e6, "", took / whole);
            }
            System.out.printf(Locale.ROOT, "%-60s %10.1f %10s %8.2f%n", "decoding: whole", whole / 1e6, "", 1.0);
            System.out.println(asset.provenance());
        }
        if (!device.isCpu()) {
            System.out.printf(Locale.ROOT, "peak device memory: %d MiB%n", TorchRuntime.peakMemory(device) >> 20);
        }
    }

    private static GenerateRequest request() { return new GenerateRequest(List.of(""), 42, Settings.DEFAULTS); }

    /** A shaded disc on a transparent ground. */
    static RgbaImage disc() {
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
