// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.Preprocess;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.BiRefNet;
import dev.pixal3d.model.FocalShift;
import dev.pixal3d.model.Moge;
import dev.pixal3d.pipeline.engine.CameraMath;
import dev.pixal3d.pipeline.engine.FirstSurface;
import dev.pixal3d.pipeline.engine.PictureHelpers;
import dev.pixal3d.torch.ComputeThread;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * BiRefNet and MoGe-2 for engines that have no networks of their own; of the weights folder, only theirs need be there.
 * A network is loaded when it is asked and freed after its answer, libtorch with the first one. Depth comes from the
 * point map alone: the checkpoint's normals and metric scale are not computed, since a model fills its cube at any
 * scale and the map is as fine as the picture.
 */
final class NeuralHelpers implements PictureHelpers {
    private final NeuralOptions options;
    private final ModelFolder folder;
    private Optional<ComputeThread> compute = Optional.empty();

    NeuralHelpers(NeuralOptions options) {
        this.options = options;
        this.folder = new ModelFolder(options.weights());
    }

    @Override
    public Optional<RgbaImage> cutOut(RgbaImage picture, RunContext context) {
        return answer(ModelFolder.Part.MATTING, context, (models, run) -> {
            models.requireMattingMemory();
            RgbaImage small = Preprocess.shrink(PreparedPicture.opaque(picture));
            try (Loaded<BiRefNet> network = models.matting().orElseThrow()) {
                return Optional.of(PreparedPicture.withoutBackground(small, network.network(), run));
            }
        });
    }

    @Override
    public Optional<FirstSurface> firstSurface(RgbaImage cutout, RunContext context) {
        return answer(ModelFolder.Part.CAMERA, context, (models, run) -> {
            models.requireCameraMemory();
            try (Loaded<Moge> network = models.camera().orElseThrow(); TensorScope _ = TensorScope.open()) {
                return surface(Stage.CAMERA.naming(() -> network.network().points(CameraEstimate.planes(Preprocess
                        .onBlack(cutout)), run)));
            }
        });
    }

    /** The surface of a point map, counted from the camera that fits it; empty when none does. */
    static Optional<FirstSurface> surface(Moge.PointMap map) {
        FocalShift.Fit fit = map.fit();
        double angle = CameraMath.angleOfFocal(fit.focalX((double) map.width() / map.height()));
        if (!fit.isFound() || !CameraEstimate.isSensible(angle)) return Optional.empty();
        float[] depth = new float[map.mask().length];
        boolean[] valid = new boolean[depth.length];
        for (int i = 0; i < depth.length; i++) {
            depth[i] = (float) (map.points()[3 * i + 2] + fit.shift());
            valid[i] = map.mask()[i] > 0.5 && depth[i] > 0;
        }
        return Optional.of(new FirstSurface(map.width(), depth, valid, angle));
    }

    /** Asks a network, if its weights are there and libtorch works. */
    private <T> Optional<T> answer(ModelFolder.Part part, RunContext context,
            BiFunction<ModelLoader, RunContext, Optional<T>> question) {
        if (folder.find(part).isEmpty() || TorchRuntime.problem().isPresent()) return Optional.empty();
        if (compute.isEmpty()) compute = Optional.of(new ComputeThread());
        try {
            return compute.get().call(() -> {
                TorchRuntime.threads(context.parallel().threads());
                return question.apply(new ModelLoader(folder, options.chosenDevice(), options.plan(0)), context);
            });
        } catch (RuntimeException e) {
            throw NeuralEngine.translated(e, options);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() { compute.ifPresent(ComputeThread::close); }
}
