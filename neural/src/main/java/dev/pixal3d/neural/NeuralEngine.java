// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.pipeline.engine.Engine;
import dev.pixal3d.pipeline.engine.Preparation;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.EmptyObjectException;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.model.ModelException;
import dev.pixal3d.model.NotFiniteException;
import dev.pixal3d.torch.ComputeThread;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchException;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.ViewCamera;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * Pixal3D: makes a textured 3D model from one picture, or from several of one object, with the published networks.
 * Native work happens on one thread of its own; callers, also virtual threads, wait. Networks are loaded when their
 * stage begins; which of them stay loaded for the next run, {@link Residency} decides, and after some time without a
 * run all are freed. Files of weights are looked at by the first run and not again, unless a run fails, or one with one
 * picture follows one with several or the other way round: their flows are others, and never share the memory. A run
 * is cancelled through its context, within one sampling step.
 */
public final class NeuralEngine implements Engine {
    private final NeuralOptions options;
    private ModelCache cache;
    private final ComputeThread compute = new ComputeThread();
    private final IdleUnloading idle;
    private Set<ModelFolder.Part> told = Set.of();

    private NeuralEngine(NeuralOptions options) {
        this.options = options;
        this.cache = new ModelCache(new ModelFolder(options.weights()));
        this.idle = new IdleUnloading(compute, options.keepLoaded().time(), () -> {
            cache.close();
            TorchRuntime.trim();
        });
    }

    /**
     * Opens the engine on a weights folder, after checking that it is complete for one picture or for several.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             with the reason in one line when the weights, the native library or the device cannot be used
     */
    public static NeuralEngine open(NeuralOptions options) {
        Optional<Problem> problem = NeuralProvider.problem(options);
        if (problem.isPresent() && NeuralProvider.problem(options, PictureCount.SEVERAL).isPresent()) {
            throw problem.get().exception();
        }
        return new NeuralEngine(options);
    }

    @Override
    public DecodedAsset decode(List<RgbaImage> images, GenerateRequest request, RunContext context) {
        return computed(() -> {
            select(PictureCount.of(images.size()));
            return run(images, request, context);
        });
    }

    /** Turns to the flows for so many pictures. */
    private void select(PictureCount pictures) {
        if (cache.pictures() == pictures) return;
        NeuralProvider.problem(options, pictures).ifPresent(problem -> { throw problem.exception(); });
        cache.close();
        TorchRuntime.trim();
        told = Set.of();
        cache = new ModelCache(new ModelFolder(options.weights(), pictures));
    }

    /** Does a run's native work. After a failure that may be the weights', the next run looks at the files again. */
    private <T> T computed(Callable<T> work) {
        try (IdleUnloading.Run _ = idle.begin()) {
            return compute.call(() -> {
                try {
                    return work.call();
                } catch (RuntimeException e) {
                    if (mayBeTheWeights(e)) cache.close();
                    throw e;
                }
            });
        } catch (RuntimeException e) {
            throw translated(e, options);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean mayBeTheWeights(RuntimeException e) {
        return !(e instanceof CancellationException || e instanceof EmptyObjectException
                || e instanceof ProblemException);
    }

    @Override
    public Preparation prepare(RgbaImage image, GenerateRequest request, RunContext context) {
        return computed(() -> {
            TorchRuntime.threads(context.parallel().threads());
            ModelLoader models = new ModelLoader(cache, options.chosenDevice(), options.plan(cache.held()));
            requireMemory(models, List.of(image), request);
            return SeenPicture.of(List.of(image), request, models, context).getFirst().preparation();
        });
    }

    private static void requireMemory(ModelLoader models, List<RgbaImage> images, GenerateRequest request) {
        models.requireMemory(
                images.stream().anyMatch(i -> PreparedPicture.needsMatting(i, request.get(Parameters.BACKGROUND))),
                request.cameras().isEmpty() && SeenPicture.angle(request).isEmpty());
    }

    private DecodedAsset run(List<RgbaImage> images, GenerateRequest request, RunContext context) {
        TorchRuntime.threads(context.parallel().threads());
        MemoryPlan alone = options.plan(cache.held());
        ModelLoader planned = new ModelLoader(cache, options.chosenDevice(), alone);
        requireMemory(planned, images, request);
        Residency residency = Residency.of(planned, request.get(Parameters.MAX_NUM_TOKENS), options.room(alone));
        cache.keep(residency.staying());
        tell(residency, context);
        MemoryPlan plan = alone.beside(residency.bytes());
        ModelLoader models = new ModelLoader(cache, options.chosenDevice(), plan);
        PipelineJson json = cache.pipeline();
        List<SeenPicture> seen = SeenPicture.of(images, request, models, context);
        LatentRequest asked = new LatentRequest(seen.stream().map(SeenPicture::view).toList(), request.seed(),
                request.get(Parameters.RESOLUTION), request.get(Parameters.MAX_NUM_TOKENS),
                json.settings("sparse_structure_sampler", request.sampling(Parameters.STRUCTURE)),
                json.settings("shape_slat_sampler", request.sampling(Parameters.SHAPE)),
                json.settings("tex_slat_sampler", request.sampling(Parameters.TEXTURE)));
        try (Latents latents = new LatentPipeline(models, plan, context, LatentPipeline.Observer.NONE).run(asked)) {
            OVoxel voxels = AssetDecoder.decode(models, latents, context);
            return asset(voxels, latents.tokens(), seen, request, models, plan);
        }
    }

    /** Says what stays loaded, when that changes. */
    private void tell(Residency residency, RunContext context) {
        if (residency.staying().equals(told)) return;
        told = residency.staying();
        context.info("pixal3d: %d of %d networks stay loaded (%d MiB; the largest stage beside them %d of %d MiB)"
                .formatted(told.size(), residency.rows().size(), residency.bytes() >> 20, residency.peak() >> 20,
                        residency.budget() >> 20));
    }

    private DecodedAsset asset(OVoxel voxels, int tokens, List<SeenPicture> all, GenerateRequest request,
            ModelSource models,
            MemoryPlan plan) {
        SeenPicture seen = all.getFirst();
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("engine", NeuralProvider.ID);
        provenance.put("neural", true);
        provenance.put("seed", request.seed());
        provenance.put("resolution", voxels.resolution());
        provenance.put("requested_resolution", request.get(Parameters.RESOLUTION));
        provenance.put("tokens", tokens);
        provenance.put("voxels", voxels.count());
        provenance.putAll(seen.preparation().json());
        if (all.size() > 1) provenance.put("pictures", pictures(all, request.cameras()));
        provenance.put("device", models.device().toString());
        provenance.put("libtorch", TorchRuntime.version());
        provenance.put("precision", plan.torso() == Dtype.F32 ? "fp32" : "bf16");
        if (plan.kept() == FlowWeights.INT8) provenance.put("flow_weights", plan.kept().word());
        return new DecodedAsset(() -> voxels, Optional.empty(), new VoxelAttributes(voxels),
                Optional.of(seen.camera()), Optional.of(seen.picture().cutout()), provenance);
    }

    /** What is told of each of several pictures, as JSON values. */
    private static List<Map<String, Object>> pictures(List<SeenPicture> seen, List<ViewCamera> cameras) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("camera", cameras.get(i).json());
            one.put("matting", seen.get(i).picture().matting());
            one.put("cutout", seen.get(i).picture().facts().json());
            all.add(one);
        }
        return all;
    }

    /** Weights that turn out to be damaged are the machine's fault, never the picture's. */
    static RuntimeException translated(RuntimeException e, NeuralOptions options) {
        return switch (e) {
            case NotFiniteException _ -> unusable(e, options);
            case EmptyObjectException empty ->
                Problem.picture(Problem.Kind.NO_MEDIA_GENERATED, String.valueOf(empty.getMessage())).exception();
            case TorchException torch when torch.isOutOfMemory() ->
                new ProblemException(new Problem.General(Problem.Kind.INTERNAL_SERVER_ERROR,
                        "memory: the device has not enough. Lower max_num_tokens or resolution, or close other "
                                + "programs."),
                        e);
            case TorchException torch when torch.isFatal() -> throw new DeviceLostError("device: its state is lost ("
                    + torch.getMessage() + "). This process cannot go on; start it again.", torch);
            case ModelException _,UncheckedIOException _ -> unusable(e, options);
            case ProblemException problem when problem.problem().kind() == Problem.Kind.UNUSABLE_FILE ->
                unusable(e, options);
            default -> e;
        };
    }

    private static ProblemException unusable(RuntimeException e, NeuralOptions options) {
        return new ProblemException(
                NeuralProvider.weights(Problem.Kind.DOWNSTREAM_SERVICE_UNAVAILABLE, options,
                        String.valueOf(e.getMessage())),
                e);
    }

    @Override
    public Optional<DeviceMemory> deviceMemory() {
        try {
            return TorchRuntime.memory(options.chosenDevice());
        } catch (TorchException _) {
            // A device that was lost is the run's to report.
            return Optional.empty();
        }
    }

    /** Waits for a run in progress, then frees the networks and ends the compute thread. */
    @Override
    public void close() {
        idle.close();
        try {
            compute.call(() -> {
                cache.close();
                return true;
            });
        } catch (Exception e) {
            throw new IllegalStateException("freeing networks cannot fail", e);
        } finally {
            compute.close();
        }
    }
}
