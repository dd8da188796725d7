// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;

import dev.pixal3d.image.CutoutFacts;
import dev.pixal3d.image.Matting;
import dev.pixal3d.image.Preprocess;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.BiRefNet;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.util.Locale;
import java.util.Optional;

/**
 * A picture as the networks want it: square, the object on black.
 *
 * @param cutout
 *            the same picture with the background transparent
 * @param matting
 *            how the object was told from the background
 * @param facts
 *            of the object in the picture as it came
 */
record PreparedPicture(RgbaImage image, RgbaImage cutout, String matting, CutoutFacts facts) {
    /** Side of the picture that BiRefNet was trained on. */
    static final int NETWORK_SIDE = 1024;
    private static final String BIREFNET = "birefnet";

    /**
     * Prepares a picture. Call on the compute thread.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when it shows no object
     */
    static PreparedPicture of(RgbaImage image, Matting.Mode background, ModelSource models, RunContext context) {
        Stage.MATTE.begin(context, 0, 1);
        if (background != Matting.Mode.REMOVE && Preprocess.hasAlpha(image)) {
            return cropped(Preprocess.shrink(image), "alpha");
        }
        RgbaImage small = Preprocess.shrink(opaque(image));
        if (background == Matting.Mode.KEEP) return cropped(small, "whole");
        Optional<Loaded<BiRefNet>> network = models.matting();
        if (network.isEmpty()) {
            Matting.Result result = Matting.apply(small, Matting.Mode.REMOVE, context);
            String method = result.method().name().toLowerCase(Locale.ROOT);
            context.warn("pixal3d: the weights folder has no BiRefNet; background removed without learned weights ("
                    + method + ")");
            return cropped(result.image(), method);
        }
        try (Loaded<BiRefNet> loaded = network.get()) {
            return cropped(withoutBackground(small, loaded.network(), context), BIREFNET);
        }
    }

    /** A picture of at most 1024 pixels a side with the background transparent. Call on the compute thread. */
    static RgbaImage withoutBackground(RgbaImage small, BiRefNet network, RunContext context) {
        try (TensorScope _ = TensorScope.open()) {
            Tensor input = Tensor.of(Preprocess.mattingInput(small, NETWORK_SIDE), 1, 3, NETWORK_SIDE,
                    NETWORK_SIDE);
            float[] alpha = Stage.MATTE.naming(() -> network.forward(input, context)).sigmoid().to(Device.CPU)
                    .floats();
            return Preprocess.withMask(small, alpha, NETWORK_SIDE);
        }
    }

    private static PreparedPicture cropped(RgbaImage image, String matting) {
        RgbaImage cutout = Preprocess.cutout(image);
        return new PreparedPicture(Preprocess.onBlack(cutout), cutout, matting, CutoutFacts.of(image));
    }

    /** Whether the object has to be told from the background. */
    static boolean needsMatting(RgbaImage image, Matting.Mode background) {
        return background == Matting.Mode.REMOVE || background == Matting.Mode.AUTO && !Preprocess.hasAlpha(image);
    }

    /** The same without transparency. */
    static RgbaImage opaque(RgbaImage image) {
        byte[] p = image.pixels().clone();
        for (int i = 3; i < p.length; i += 4) p[i] = (byte) 255;
        return new RgbaImage(image.width(), image.height(), p);
    }
}
