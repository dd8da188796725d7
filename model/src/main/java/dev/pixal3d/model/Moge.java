// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MoGe-2, as far as it tells a picture's field of view: an affine point map and a mask, from which focal length and
 * shift are fitted. The metric scale and the normals that the checkpoint can give are not computed. Owns no weights.
 *
 * <p>
 * Reference: Wang et al., "MoGe-2: Accurate Monocular Geometry with Metric Scale and Sharp Details" (2025).
 */
public final class Moge {
    /** The reference's default resolution level, of 0 to 9. */
    private static final double LEVEL = 9;

    private final MogeConfig config;
    private final DinoV2 encoder;
    private final List<Tensor> projectionWeights = new ArrayList<>();
    private final List<Tensor> projectionBiases = new ArrayList<>();
    private final Tensor mean;
    private final Tensor deviation;
    private final ConvStack neck;
    private final ConvStack points;
    private final ConvStack mask;
    private final Device device;

    public Moge(MogeConfig config, Weights checkpoint) {
        // torch.save files hold the parameters below "model", safetensors files at the top.
        Weights w = (checkpoint.has("model.encoder.image_mean") ? checkpoint.at("model") : checkpoint).as(Dtype.F32);
        long c = config.channels();
        long in = config.backbone().channels();
        this.config = config;
        this.encoder = new DinoV2(config.backbone(), w.at("encoder.backbone"));
        for (int i = 0; i < config.layers().size(); i++) {
            projectionWeights.add(w.get("encoder.output_projections." + i + ".weight", c, in, 1, 1));
            projectionBiases.add(w.get("encoder.output_projections." + i + ".bias", c));
        }
        this.mean = w.get("encoder.image_mean", 1, 3, 1, 1);
        this.deviation = w.get("encoder.image_std", 1, 3, 1, 1);
        this.neck = new ConvStack(config.neck(), w.at("neck"));
        this.points = new ConvStack(config.points(), w.at("points_head"));
        this.mask = new ConvStack(config.mask(), w.at("mask_head"));
        this.device = mean.device();
        checkpoint.ignore(k -> k.contains("scale_head.") || k.contains("normal_head.") || k.endsWith("mask_token"));
    }

    /**
     * What the network sees of a picture, up to scale and shift.
     *
     * @param points
     *            xyz of each pixel, rows from the top, length 3 w h
     * @param mask
     *            probability that a pixel's point is valid, length w h
     */
    public record PointMap(float[] points, float[] mask, int width, int height) {
        private static final double VALID = 0.5;

        /** Focal length and shift that fit these points. */
        public FocalShift.Fit fit() {
            boolean[] valid = new boolean[mask.length];
            for (int i = 0; i < mask.length; i++) valid[i] = mask[i] > VALID;
            return FocalShift.fit(points, valid, width, height);
        }
    }

    /**
     * The point map of a picture.
     *
     * @param image
     *            [3, H, W] in [0, 1]
     * @throws NotFiniteException
     *             when the network gives no numbers
     */
    public PointMap points(Tensor image, RunContext context) {
        try (TensorScope _ = TensorScope.open()) {
            int height = (int) image.size(1);
            int width = (int) image.size(2);
            int[] base = base((double) width / height);
            List<Tensor> pyramid = pyramid(image, base[0], base[1], context);
            Tensor raw = points.forward(pyramid, context).getLast();
            Tensor seen = mask.forward(pyramid, context).getLast();
            float[] sampled = Nn.resizeBilinear(raw, height, width, false, false).squeeze(0).flatten(1, 2)
                    .transpose(0, 1).contiguous().to(Device.CPU).floats();
            float[] valid = Nn.resizeBilinear(seen, height, width, false, false).reshape((long) height * width)
                    .sigmoid().to(Device.CPU).floats();
            for (int i = 0; i < valid.length; i++) {
                float z = (float) Math.exp(sampled[3 * i + 2]);
                sampled[3 * i] *= z;
                sampled[3 * i + 1] *= z;
                sampled[3 * i + 2] = z;
            }
            return new PointMap(Finite.require("MoGe-2's points", sampled), Finite.require("MoGe-2's mask", valid),
                    width, height);
        }
    }

    /** Rows and columns of patch tokens for a picture of this aspect. */
    int[] base(double aspect) {
        int tokens = (int) (config.tokensLow() + LEVEL / 9 * (config.tokensHigh() - config.tokensLow()));
        return new int[]{(int) Math.rint(Math.sqrt(tokens / aspect)), (int) Math.rint(Math.sqrt(tokens * aspect))};
    }

    /** The neck's outputs, coarse first. */
    List<Tensor> pyramid(Tensor image, int rows, int columns, RunContext context) {
        return TensorScope.runAll(() -> {
            double aspect = (double) image.size(2) / image.size(1);
            List<Tensor> inputs = new ArrayList<>();
            for (int l = 0; l < config.neck().channels().size(); l++) inputs.add(view(rows << l, columns << l, aspect));
            inputs.set(0, Tensor.cat(1, encode(image, rows, columns, context), inputs.getFirst()));
            return neck.forward(inputs, context);
        });
    }

    /** The encoder's map, [1, C, rows, columns]. */
    Tensor encode(Tensor image, int rows, int columns, RunContext context) {
        int patch = config.backbone().patch();
        Tensor resized = Nn.resizeBilinear(image.unsqueeze(0).to(device, Dtype.F32), (long) rows * patch,
                (long) columns * patch, false, true);
        List<Tensor> features = encoder.forward(resized.sub(mean).div(deviation), config.layers(), context);
        Tensor sum = projected(features, 0);
        for (int i = 1; i < features.size(); i++) sum = sum.add(projected(features, i));
        return sum;
    }

    private Tensor projected(List<Tensor> features, int i) {
        return Nn.conv2d(features.get(i), projectionWeights.get(i), Optional.of(projectionBiases.get(i)), 1, 0);
    }

    /** The picture coordinates of a level's cells, [1, 2, rows, columns]. */
    Tensor view(int rows, int columns, double aspect) {
        double spanX = aspect / Math.sqrt(1 + aspect * aspect);
        double spanY = 1 / Math.sqrt(1 + aspect * aspect);
        float[] uv = new float[2 * rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                uv[r * columns + c] = FocalShift.view(c, columns, spanX);
                uv[(rows + r) * columns + c] = FocalShift.view(r, rows, spanY);
            }
        }
        return Tensor.of(uv, 1, 2, rows, columns).to(device);
    }
}
