// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.CascadeCoordinates;
import dev.pixal3d.model.Condition;
import dev.pixal3d.model.DenseGrid;
import dev.pixal3d.model.EmptyObjectException;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowEulerSampler;
import dev.pixal3d.model.FlowShortcuts;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.SamplerSettings;
import dev.pixal3d.model.VelocityModel;
import dev.pixal3d.torch.Noise;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.util.List;
import java.util.Optional;

/**
 * From prepared pictures to structured latents: occupancy of a coarse grid, a shape latent there, the finer tokens
 * that it implies, their shape latent, and their texture latent. Noise comes from one stream in this order, so a seed
 * means the same model as in the reference. Call on the compute thread.
 *
 * <p>
 * Reference: Pixal3D {@code pipelines/pixal3d_image_to_3d.py}.
 */
final class LatentPipeline {
    /** Fine voxels per coarse token along an axis: four splits. */
    static final int UPSAMPLING = 16;

    /** Hears intermediate results, by the names of the reference's recordings. */
    @FunctionalInterface
    interface Observer {
        Observer NONE = (_, _) -> {};

        void on(String name, Tensor value);
    }

    private final LatentModels models;
    private final MemoryPlan memory;
    private final RunContext context;
    private final Observer observer;

    LatentPipeline(LatentModels models, MemoryPlan memory, RunContext context, Observer observer) {
        this.models = models;
        this.memory = memory;
        this.context = context;
        this.observer = observer;
    }

    /**
     * Runs all stages. The caller closes the result.
     *
     * @throws ProblemException
     *             when nothing of the object is found, or a stage does not fit into memory
     */
    Latents run(LatentRequest request) {
        try (TensorScope scope = TensorScope.open(); Noise noise = new Noise(request.seed())) {
            Conditioner conditioning = new Conditioner(models, request.views(), context);
            TorchRuntime.trim();
            int[] coarse = structure(conditioning, noise, request.structure());
            CascadeCoordinates.Tokens tokens = cascade(conditioning, coarse, noise, request);
            int grid = tokens.resolution() / CascadeCoordinates.VOXELS_PER_TOKEN;
            int[] coords = tokens.coords();
            checkMemory(tokens.count());
            Stage.DETAIL.begin(context, 0, request.shape().steps());
            List<Condition> seen = conditioning.of(List.of(Flow.DETAIL, Flow.TEXTURE), coords, grid, context);
            observe("hr", coords, seen.getFirst());
            observe("tex", coords, seen.getLast());
            Tensor raw = sample(Flow.DETAIL, Stage.DETAIL, coords, seen.getFirst(), Optional.empty(), noise,
                    request.shape());
            seen.getFirst().projected().close();
            Tensor shape = models.shapeNormalisation().restore(raw);
            Tensor known = models.shapeNormalisation().normalise(shape);
            Tensor texture = models.textureNormalisation().restore(sample(Flow.TEXTURE, Stage.TEXTURE, coords,
                    seen.getLast(), Optional.of(known), noise, request.texture()));
            Latents latents = new Latents(tokens.resolution(), batched(coords), shape, texture);
            for (Tensor kept : List.of(latents.coords(), shape, texture)) TensorScope.release(scope.keep(kept));
            return latents;
        }
    }

    /** Refuses what would not fit after the long stages before they begin. */
    private void checkMemory(int tokens) {
        memory.shortcuts(Stage.DETAIL, models.config(Flow.DETAIL), tokens);
        memory.shortcuts(Stage.TEXTURE, models.config(Flow.TEXTURE), tokens);
        memory.requireTokens(Stage.DECODE, tokens, models.decodingBytes(tokens));
    }

    /** Occupied nodes of the shape grid, xyz. */
    private int[] structure(Conditioner conditioning, Noise noise, SamplerSettings settings) {
        try (TensorScope _ = TensorScope.open()) {
            Stage.STRUCTURE.begin(context, 0, settings.steps());
            int r = models.config(Flow.STRUCTURE).resolution();
            int[] dense = DenseGrid.coords(r);
            Condition seen = conditioning.of(List.of(Flow.STRUCTURE), dense, r, context).getFirst();
            observer.on("ss.global", seen.global());
            observer.on("ss.proj", seen.projected());
            long channels = models.config(Flow.STRUCTURE).inChannels();
            Tensor start = noise.next(1, channels, r, r, r).flatten(2, 4).squeeze(0).transpose(0, 1).contiguous();
            Tensor tokens = sampled(Flow.STRUCTURE, Stage.STRUCTURE, dense, seen, Optional.empty(), start, settings,
                    FlowEulerSampler.Spread.DENSE);
            Tensor latent = tokens.transpose(0, 1).contiguous().reshape(1, tokens.size(1), r, r, r);
            observer.on("ss.z_s", latent);
            try (Loaded<LatentModels.StructureDecoder> decoder = models.structureDecoder()) {
                Tensor logits = Stage.STRUCTURE.naming(() -> decoder.network().logits(latent, context));
                int side = Math.toIntExact(logits.size(-1));
                int[] coords = CascadeCoordinates.occupied(logits.floats(), side,
                        side / models.config(Flow.SHAPE).resolution());
                if (coords.length == 0) {
                    throw new EmptyObjectException(
                            "structure: nothing of the object was found in the picture (got 0 occupied "
                                    + "voxels, allowed 1 and more). Use another seed or a clearer picture.");
                }
                return coords;
            }
        } finally {
            TorchRuntime.trim();
        }
    }

    /** Samples the coarse shape and derives the fine tokens from it. */
    private CascadeCoordinates.Tokens cascade(Conditioner conditioning, int[] coarse, Noise noise,
            LatentRequest request) {
        try (TensorScope _ = TensorScope.open()) {
            Stage.SHAPE.begin(context, 0, request.shape().steps());
            int grid = models.config(Flow.SHAPE).resolution();
            Condition seen = conditioning.of(List.of(Flow.SHAPE), coarse, grid, context).getFirst();
            observe("lr", coarse, seen);
            Tensor latent = models.shapeNormalisation().restore(
                    sample(Flow.SHAPE, Stage.SHAPE, coarse, seen, Optional.empty(), noise, request.shape()));
            observer.on("lr.slat", latent);
            try (Loaded<LatentModels.VoxelUpsampler> upsampler = models.voxelUpsampler()) {
                int[] fine = unbatched(Stage.SHAPE
                        .naming(() -> upsampler.network().fine(batched(coarse), latent, context)));
                CascadeCoordinates.Tokens tokens = CascadeCoordinates.tokens(fine, grid * UPSAMPLING,
                        request.resolution(), request.maxTokens());
                if (tokens.resolution() < request.resolution()) {
                    context.warn("shape: resolution lowered from %d to %d to keep below %d tokens (now %d)".formatted(
                            request.resolution(), tokens.resolution(), request.maxTokens(), tokens.count()));
                }
                return tokens;
            }
        } finally {
            TorchRuntime.trim();
        }
    }

    private Tensor sample(Flow flow, Stage stage, int[] coords, Condition seen, Optional<Tensor> known, Noise noise,
            SamplerSettings settings) {
        Tensor start = noise.next(coords.length / 3, models.config(flow).outChannels());
        return sampled(flow, stage, coords, seen, known, start, settings, FlowEulerSampler.Spread.SPARSE);
    }

    /** Samples one stage's latent, [N, C]; a known latent enters as further channels. */
    private Tensor sampled(Flow flow, Stage stage, int[] coords, Condition seen, Optional<Tensor> known, Tensor start,
            SamplerSettings settings, FlowEulerSampler.Spread spread) {
        FlowConfig config = models.config(flow);
        FlowShortcuts shortcuts = memory.shortcuts(stage, config, coords.length / 3);
        Tensor result = TensorScope.run(() -> {
            try (Loaded<FlowTransformer> loaded = models.flow(flow)) {
                FlowTransformer.Stage network = loaded.network().stage(coords, seen, shortcuts);
                VelocityModel velocity = (x, time, conditioned) -> network
                        .forward(known.map(k -> Tensor.cat(1, x, k)).orElse(x), time, conditioned);
                return stage.naming(() -> new FlowEulerSampler(settings, spread).sample(velocity,
                        start.to(models.device()), i -> stage.begin(context, i, settings.steps())));
            }
        });
        TorchRuntime.trim();
        return result;
    }

    private void observe(String stage, int[] coords, Condition seen) {
        if (observer.equals(Observer.NONE)) return;
        observer.on(stage + ".coords", batched(coords));
        observer.on(stage + ".global", seen.global());
        observer.on(stage + ".proj", seen.projected());
    }

    /** I32 [N, 4] with batch 0. */
    static Tensor batched(int[] xyz) {
        int[] rows = new int[xyz.length / 3 * 4];
        for (int i = 0; i < xyz.length; i++) rows[i / 3 * 4 + 1 + i % 3] = xyz[i];
        return Tensor.of(rows, rows.length / 4, 4);
    }

    /** Coordinates without the batch column. */
    static int[] unbatched(Tensor coords) {
        int[] rows = coords.ints();
        int[] xyz = new int[rows.length / 4 * 3];
        for (int i = 0; i < xyz.length; i++) xyz[i] = rows[i / 3 * 4 + 1 + i % 3];
        return xyz;
    }
}
