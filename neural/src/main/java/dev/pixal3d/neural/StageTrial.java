// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.model.Condition;
import dev.pixal3d.model.DenseGrid;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowShortcuts;
import dev.pixal3d.model.PictureCamera;
import dev.pixal3d.model.ProjectionGrid;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.torch.Noise;
import dev.pixal3d.torch.SparseGrid;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One network of a weights folder by itself, loaded and run once on made-up input, to measure what a stage takes: a
 * flow for one guided step, a decoder for one object, the others for one picture.
 */
public final class StageTrial {
    private static final RunContext NEVER = RunContext.silent();
    private static final int SIDE = 1024;
    private static final int PATCH = 16;
    private static final int GLOBAL = 5;
    private static final int GRID = 64;
    private static final double SHELL = 0.9;
    /** Lets two of eight children through. */
    private static final double SPLIT_BELOW = 0.67;

    /**
     * What was measured.
     *
     * @param size
     *            of the input, in words
     * @param planned
     *            bytes that the memory plan reckons with
     * @param used
     *            most bytes of the device that it took at a time
     * @param loadSeconds
     *            on a CPU, mapped weights are read only when they are used
     */
    public record Result(String size, long planned, long used, double loadSeconds, double runSeconds) {}

    private final ModelLoader models;
    private final Footprint footprint;
    private final Noise noise;
    private final int tokens;

    private StageTrial(ModelLoader models, Noise noise, int tokens) {
        this.models = models;
        this.footprint = models.footprint();
        this.noise = noise;
        this.tokens = tokens;
    }

    /** The networks that are there, in the order of a run. */
    public static List<String> names(NeuralOptions options) {
        ModelFolder folder = new ModelFolder(options.weights());
        return Part.OF_A_RUN.stream().filter(part -> !part.isHelper() || folder.find(part).isPresent()).map(Part::key)
                .toList();
    }

    /**
     * Loads and runs one network on this thread.
     *
     * @param name
     *            one of {@link #names}
     * @param tokens
     *            that the object has; the structure's flow always has those of its dense grid
     */
    public static Result run(NeuralOptions options, String name, int tokens) {
        Part part = Arrays.stream(Part.values()).filter(p -> p.key().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "stage: unknown (got " + name + ", allowed " + names(options) + "). Correct the option."));
        ModelLoader models = new ModelLoader(new ModelFolder(options.weights()), options.chosenDevice(),
                options.plan(0));
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(1)) {
            return new StageTrial(models, noise, tokens).run(part);
        }
    }

    private Result run(Part part) {
        return switch (part) {
            case MATTING -> {
                Tensor picture = picture(PreparedPicture.NETWORK_SIDE);
                yield measured(() -> models.matting().orElseThrow(), pixels(PreparedPicture.NETWORK_SIDE),
                        footprint.matting(), network -> network.forward(picture, NEVER));
            }
            case CAMERA -> {
                Tensor picture = picture(SIDE).squeeze(0);
                yield measured(() -> models.camera().orElseThrow(), pixels(SIDE), footprint.camera(),
                        network -> network.points(picture, NEVER).fit());
            }
            case FEATURES -> {
                Tensor picture = picture(SIDE);
                yield measured(models::features, pixels(SIDE), footprint.features(SIDE),
                        network -> network.forward(picture, NEVER));
            }
            case UPSAMPLER -> upsampler();
            case STRUCTURE_DECODER -> {
                FlowConfig config = models.config(Flow.STRUCTURE);
                int r = config.resolution();
                Tensor latent = noise.next(1, config.outChannels(), r, r, r);
                yield measured(models::structureDecoder, r + "^3 grid", footprint.structureDecoder(),
                        network -> network.logits(latent, NEVER));
            }
            case SHAPE_DECODER -> shapeDecoder();
            case TEXTURE_DECODER -> textureDecoder();
            default -> flow(flow(part));
        };
    }

    private <T> Result measured(Supplier<Loaded<T>> load, String size, long planned, Consumer<T> run) {
        long before = models.device().isCpu() ? TorchRuntime.memory().bytes() : 0;
        TorchRuntime.resetPeakMemory(models.device());
        long start = System.nanoTime();
        try (Loaded<T> loaded = load.get()) {
            TorchRuntime.synchronize(models.device());
            long ready = System.nanoTime();
            run.accept(loaded.network());
            TorchRuntime.synchronize(models.device());
            return new Result(size, planned, TorchRuntime.peakMemory(models.device()) - before, (ready - start) / 1e9,
                    (System.nanoTime() - ready) / 1e9);
        }
    }

    private Tensor picture(int side) { return noise.next(1, 3, side, side).sigmoid(); }

    private static String pixels(int side) { return side + " x " + side + " pixels"; }

    /** The first so many grid nodes on the shell of a sphere (fewer if it has fewer), xyz. */
    private int[] shell(int count) {
        double radius = GRID / 2.0 - 1;
        int[] found = new int[3 * count];
        int n = 0;
        for (int k = 0; n < count && k < GRID * GRID * GRID; k++) {
            int x = k / (GRID * GRID);
            int y = k / GRID % GRID;
            int z = k % GRID;
            double off = Math.sqrt(square(x) + square(y) + square(z)) - radius;
            if (Math.abs(off) > SHELL) continue;
            found[3 * n] = x;
            found[3 * n + 1] = y;
            found[3 * n++ + 2] = z;
        }
        return Arrays.copyOf(found, 3 * n);
    }

    private static double square(int index) {
        double centred = index - (GRID - 1) / 2.0;
        return centred * centred;
    }

    private Result upsampler() {
        int side = Flow.TEXTURE.side();
        int target = Flow.TEXTURE.target();
        Tensor guide = picture(side).to(models.device());
        Tensor coarse = noise.next(models.config(Flow.TEXTURE).condChannels(), side / PATCH, side / PATCH)
                .to(models.device());
        float[] pixels = ProjectionGrid.pixels(shell(tokens), GRID, side, new PictureCamera(0.5, 2, 1));
        return measured(models::upsampledFeatures, pixels(side) + ", " + pixels.length / 2 + " tokens",
                footprint.upsampler(side, target), network -> network.sample(network.encode(guide), coarse, target,
                        pixels, side, NEVER));
    }

    private static Flow flow(Part part) {
        return Arrays.stream(Flow.values()).filter(f -> f.key().equals(part.key())).findFirst().orElseThrow();
    }

    /** One guided step, with what a stage prepares once. */
    private Result flow(Flow flow) {
        FlowConfig config = models.config(flow);
        int[] coords = flow == Flow.STRUCTURE ? DenseGrid.coords(config.resolution()) : shell(tokens);
        int n = coords.length / 3;
        Condition condition = new Condition(noise.next(GLOBAL, config.condChannels()),
                noise.next(n, config.projChannels()));
        Tensor x = noise.next(n, config.inChannels()).to(models.device());
        FlowShortcuts shortcuts = new FlowShortcuts(true, true, false);
        return measured(() -> models.flow(flow), n + " tokens", footprint.flow(flow, n),
                network -> network.stage(coords, condition, shortcuts).forward(x, 500, true, false));
    }

    private Result shapeDecoder() {
        Tensor coords = LatentPipeline.batched(shell(tokens));
        int n = (int) coords.size(0);
        Tensor latent = latent(n);
        return measured(models::shapeDecoder, n + " tokens", footprint.decoder(Part.SHAPE_DECODER, n),
                network -> network.decode(coords, latent, NEVER).close());
    }

    private Result textureDecoder() {
        List<SparseGrid> grids = splits();
        int n = grids.getFirst().size();
        Tensor latent = latent(n);
        try {
            return measured(models::textureDecoder, n + " tokens", footprint.decoder(Part.TEXTURE_DECODER, n),
                    network -> network.paint(grids, latent, NEVER));
        } finally {
            grids.reversed().forEach(SparseGrid::close);
        }
    }

    private Tensor latent(int n) { return noise.next(n, models.shapeNormalisation().mean().size()); }

    /** Grids of a shape whose splits let two of eight children through. */
    private List<SparseGrid> splits() {
        List<SparseGrid> grids = new ArrayList<>(List.of(SparseGrid.of(LatentPipeline.batched(shell(tokens)))));
        for (int side = 1; side < LatentPipeline.UPSAMPLING; side *= 2) {
            SparseGrid last = grids.getLast();
            grids.add(last.refine(noise.next(last.size(), SparseGrid.CHILDREN).sub(SPLIT_BELOW).gt(0.0)));
        }
        return grids;
    }
}
