// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.Preprocess;
import dev.pixal3d.image.RgbaImage;
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

/**
 * What the flows see of the picture: DINOv3 tokens of the picture as a whole, and its features at the pixel that each
 * latent token projects to, coarse from DINOv3 and fine from NAF. Features are computed once for each picture size and
 * shared by the stages; fine features only at the pixels that tokens touch. The reference computes both for every stage
 * and for the whole grid. Tensors belong to the scope it was made in.
 *
 * <p>
 * Reference: Pixal3D {@code trainers/flow_matching/mixins/image_conditioned_proj.py}.
 */
final class Conditioner {
    private record View(Tensor guide, DinoV3.Features features) {}

    private final LatentModels models;
    private final PictureCamera camera;
    private final Map<Integer, View> views = new HashMap<>();

    /** Computes the picture's features at all sizes that the flows use. */
    Conditioner(LatentModels models, RgbaImage picture, PictureCamera camera, RunContext context) {
        this.models = models;
        this.camera = camera;
        List<Integer> sides = new ArrayList<>();
        for (Flow flow : Flow.values()) if (!sides.contains(flow.side())) sides.add(flow.side());
        try (Loaded<DinoV3> dino = models.features()) {
            for (int i = 0; i < sides.size(); i++) {
                int side = sides.get(i);
                Stage.FEATURES.begin(context, i, sides.size());
                Tensor guide = Tensor.of(Preprocess.planes(picture, side), 1, 3, side, side).to(models.device());
                views.put(side, new View(guide,
                        Stage.FEATURES.naming(() -> dino.network().forward(guide, context))));
            }
        }
    }

    /**
     * The conditions of flows that share their tokens and their picture size; the fine features' encoder runs once for
     * all of them.
     *
     * @param coords
     *            xyz of the tokens, length 3N
     * @param grid
     *            nodes of their grid along an axis
     */
    List<Condition> of(List<Flow> flows, int[] coords, int grid, RunContext context) {
        int side = flows.getFirst().side();
        View view = view(side);
        float[] pixels = ProjectionGrid.pixels(coords, grid, side, camera);
        Tensor coarse = FeatureSampling.sample(view.features.patches(), pixels, side);
        Tensor global = view.features.global();
        if (flows.stream().allMatch(f -> f.target() == 0)) {
            return flows.stream().map(_ -> new Condition(global, coarse)).toList();
        }
        List<Tensor> projected = TensorScope.runAll(() -> {
            try (Loaded<Naf> naf = models.upsampledFeatures()) {
                Tensor encoding = naf.network().encode(view.guide);
                List<Tensor> all = new ArrayList<>();
                for (Flow flow : flows) {
                    all.add(TensorScope.run(() -> Tensor.cat(1, coarse, Stage.FEATURES.naming(() -> naf.network()
                            .sample(encoding, view.features.patches(), flow.target(), pixels, side, context)))));
                }
                return all;
            }
        });
        coarse.close();
        return projected.stream().map(p -> new Condition(global, p)).toList();
    }

    private View view(int side) {
        View view = views.get(side);
        if (view == null) throw new IllegalStateException("no features of a picture of " + side + " pixels");
        return view;
    }
}
