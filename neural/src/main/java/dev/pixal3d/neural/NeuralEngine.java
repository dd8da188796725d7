// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.Camera;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.EngineException;
import dev.pixal3d.engine.Exporter;
import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.GenerateResult;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.image.ImageException;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.EmptyObjectException;
import dev.pixal3d.torch.ComputeThread;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchException;
import dev.pixal3d.torch.TorchRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Pixal3D: makes a textured 3D model from one picture with the published networks. Native work happens on one thread of
 * its own; callers, also virtual threads, wait. Networks are loaded when their stage begins and freed when it ends, so
 * between runs nothing is held. A run is cancelled through its context, within one sampling step.
 */
public final class NeuralEngine implements Engine {
    private final NeuralOptions options;
    private final ModelFolder folder;
    private final ComputeThread compute = new ComputeThread();

    private NeuralEngine(NeuralOptions options) {
        this.options = options;
        this.folder = new ModelFolder(options.weights());
    }

    /**
     * Opens the engine on a weights folder, after checking that it is complete.
     *
     * @throws EngineException
     *             MODEL_MISSING with the reason in one line when the weights, the native library or the device are not
     *             there
     */
    public static NeuralEngine open(NeuralOptions options) {
        Optional<String> problem = TorchRuntime.problem().or(() -> new ModelFolder(options.weights()).problem());
        if (problem.isPresent()) throw new EngineException(EngineException.Kind.MODEL_MISSING, problem.get());
        try {
            options.chosenDevice();
        } catch (TorchException e) {
            throw new EngineException(EngineException.Kind.MODEL_MISSING, String.valueOf(e.getMessage()));
        }
        return new NeuralEngine(options);
    }

    @Override
    public String name() { return "pixal3d"; }

    @Override
    public DecodedAsset decode(RgbaImage image, GenerateRequest request, RunContext context) {
        try {
            return compute.call(() -> run(image, request, context));
        } catch (RuntimeException e) {
            throw translated(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public GenerateResult generate(RgbaImage image, GenerateRequest request, RunContext context) {
        return Exporter.export(decode(image, request, context.part(0, Exporter.BEGINS_AT)), request,
                context.part(Exporter.BEGINS_AT, 1));
    }

    private DecodedAsset run(RgbaImage image, GenerateRequest request, RunContext context) {
        TorchRuntime.threads(context.parallel().threads());
        MemoryPlan plan = options.plan();
        FolderModels models = new FolderModels(folder, options.chosenDevice(), plan);
        models.requireMemory(PreparedPicture.needsMatting(image, request.background()),
                request.cameraAngleX().isEmpty());
        PipelineJson json = new PipelineJson(folder.pipeline());
        PreparedPicture picture;
        CameraEstimate camera;
        try (TensorScope _ = TensorScope.open()) {
            picture = PreparedPicture.of(image, request.background(), models, context);
            camera = CameraEstimate.of(request.cameraAngleX(), request.meshScale(), picture.image(), models, context);
        }
        LatentRequest asked = new LatentRequest(picture.image(), camera.camera(), request.seed(),
                request.resolution(), request.maxNumTokens(),
                json.settings("sparse_structure_sampler", request.structure()),
                json.settings("shape_slat_sampler", request.shape()),
                json.settings("tex_slat_sampler", request.texture()));
        try (Latents latents = new LatentPipeline(models, plan, context, LatentPipeline.Observer.NONE).run(asked)) {
            OVoxel voxels = AssetDecoder.decode(models, latents, context);
            return asset(voxels, latents.tokens(), picture, camera, request, models, plan);
        }
    }

    private DecodedAsset asset(OVoxel voxels, int tokens, PreparedPicture picture, CameraEstimate camera,
            GenerateRequest request, ModelSource models, MemoryPlan plan) {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("engine", name());
        provenance.put("neural", true);
        provenance.put("seed", request.seed());
        provenance.put("resolution", voxels.resolution());
        provenance.put("requested_resolution", request.resolution());
        provenance.put("tokens", tokens);
        provenance.put("voxels", voxels.count());
        provenance.put("camera_angle_x", camera.camera().angleX());
        provenance.put("distance", camera.camera().distance());
        provenance.put("camera_from", camera.source());
        provenance.put("matting", picture.matting());
        provenance.put("device", models.device().toString());
        provenance.put("precision", plan.torso() == Dtype.F32 ? "fp32" : "bf16");
        return new DecodedAsset(() -> voxels, Optional.empty(), new VoxelAttributes(voxels),
                Optional.of(new Camera(camera.camera().angleX(), camera.camera().distance(),
                        camera.camera().meshScale())),
                Optional.of(picture.cutout()), provenance);
    }

    static RuntimeException translated(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case ImageException _ -> new EngineException(EngineException.Kind.INPUT, message);
            case EmptyObjectException _ -> new EngineException(EngineException.Kind.INPUT, message);
            case TorchException torch when torch.isOutOfMemory() ->
                new EngineException(EngineException.Kind.MEMORY, "memory: the device has not enough (" + message
                        + "). Lower max_num_tokens or resolution, or close other programs.");
            case TorchException torch when torch.isFatal() -> throw new DeviceLostError("device: its state is lost ("
                    + message + "). This process cannot go on; start it again.", torch);
            default -> e;
        };
    }

    /** Waits for a run in progress, then ends the compute thread. */
    @Override
    public void close() { compute.close(); }
}
