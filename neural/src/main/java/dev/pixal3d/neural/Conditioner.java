// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.Preprocess;
import dev.pixal3d.model.Condition;
import dev.pixal3d.model.DinoV3;
import dev.pixal3d.model.FeatureSampling;
import dev.pixal3d.model.Naf;
import dev.pixal3d.model.PictureCamera;
import dev.pixal3d.model.ProjectionGrid;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the flows see of the pictures: DINOv3 tokens of a picture as a whole, and its features at the pixel that each
 * latent token projects to, coarse from DINOv3 and fine from NAF. Of several pictures of one object both are the mean,
 * whether a picture shows that side of the token or not. Features are computed once for each picture and size and
 * shared by the stages; fine features only at the pixels that tokens touch. The reference computes both for every stage
 * and for the whole grid. Tensors belong to the scope it was made in.
 *
 * <p>
 * Reference: Pixal3D {@code trainers/flow_matching/mixins/image_conditioned_proj.py}; for several pictures its
 * {@code DinoV3ProjMultiViewFeatureExtractor} with the fusion {@code average}, the only one that weights are published
 * for.
 */
final class Conditioner {
    /** One picture at one size. */
    private record Look(PictureCamera camera, Tensor guide, DinoV3.Features features) {}

    /**
     * All pictures at one size.
     *
     * @param global
     *            mean of their tokens
     */
    private record Size(List<Look> looks, Tensor global) {}

    private final LatentModels models;
    private final Map<Integer, Size> sizes = new HashMap<>();

    /**
     * Computes the pictures' features at all sizes that the flows use.
     *
     * @param views
     *            at least one
     */
    Conditioner(LatentModels models, List<PictureView> views, RunContext context) {
        this.models = models;
        List<Integer> sides = new ArrayList<>();
        for (Flow flow : Flow.values()) if (!sides.contains(flow.side())) sides.add(flow.side());
        int step = 0;
        try (Loaded<DinoV3> dino = models.features()) {
            for (int side : sides) {
                List<Look> all = new ArrayList<>();
                for (PictureView view : views) {
                    Stage.FEATURES.begin(context, step++, sides.size() * views.size());
                    Tensor guide = Tensor.of(Preprocess.planes(view.picture(), side), 1, 3, side, side)
                            .to(models.device());
                    all.add(new Look(view.camera(), guide,
                            Stage.FEATURES.naming(() -> dino.network().forward(guide, context))));
                }
                sizes.put(side, new Size(all, mean(all.stream().map(look -> look.features.global()).toList())));
            }
        }
    }

    private static Tensor mean(List<Tensor> tensors) {
        if (tensors.size() == 1) return tensors.getFirst();
        return TensorScope.run(() -> {
            Tensor sum = tensors.getFirst();
            for (Tensor next : tensors.subList(1, tensors.size())) sum = sum.add(next);
            return sum.mul(1.0 / tensors.size());
        });
    }

    /**
     * The conditions of flows that share their tokens and their picture size; the fine features' encoder runs once a
     * picture for all of them.
     *
     * @param coords
     *            xyz of the tokens, length 3N
     * @param grid
     *            nodes of their grid along an axis
     */
    List<Condition> of(List<Flow> flows, int[] coords, int grid, RunContext context) {
        int side = flows.getFirst().side();
        Size size = sizes.get(side);
        if (size == null) throw new IllegalStateException("no features of a picture of " + side + " pixels");
        List<Look> all = size.looks;
        List<float[]> pixels = all.stream()
                .map(look -> ProjectionGrid.pixels(coords, grid, side, look.camera)).toList();
        List<Tensor> projected = flows.stream().allMatch(f -> f.target() == 0)
                ? List.of(TensorScope.run(() -> mean(IntStream.range(0, all.size())
                        .mapToObj(i -> coarse(all.get(i), pixels.get(i), side)).toList())))
                : TensorScope.runAll(() -> fine(flows, all, pixels, side, context));
        return projected.stream().map(p -> new Condition(size.global, p)).toList();
    }

    private static Tensor coarse(Look look, float[] pixels, int side) {
        return FeatureSampling.sample(look.features.patches(), pixels, side);
    }

    /** One tensor a flow: coarse and fine features side by side. */
    private List<Tensor> fine(List<Flow> flows, List<Look> looks, List<float[]> pixels, int side, RunContext context) {
        List<Tensor> sums = new ArrayList<>();
        try (Loaded<Naf> naf = models.upsampledFeatures()) {
            for (int i = 0; i < looks.size(); i++) {
                Look look = looks.get(i);
                float[] at = pixels.get(i);
                try (TensorScope scope = TensorScope.open()) {
                    Tensor encoding = naf.network().encode(look.guide);
                    Tensor coarse = coarse(look, at, side);
                    for (int k = 0; k < flows.size(); k++) {
                        int target = flows.get(k).target();
                        Tensor seen = TensorScope.run(() -> Tensor.cat(1, coarse, Stage.FEATURES.naming(() -> naf
                                .network().sample(encoding, look.features.patches(), target, at, side, context))));
                        if (i == 0) {
                            sums.add(scope.keep(seen));
                        } else {
                            sums.get(k).addInPlace(seen);
                            seen.close();
                        }
                    }
                }
            }
        }
        if (looks.size() > 1) sums.forEach(sum -> sum.mulInPlace(1.0 / looks.size()));
        return sums;
    }
}
