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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A picture as the networks want it: square, the object on black or on transparency, which they see as black.
 *
 * @param cutout
 *            the same picture with the background transparent, perhaps smaller
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
        Matted matted = matted(List.of(image), Preprocess::shrink, background, models, context).getFirst();
        RgbaImage cutout = Preprocess.cutout(matted.image);
        return new PreparedPicture(Preprocess.onBlack(cutout), cutout, matted.method, CutoutFacts.of(matted.image));
    }

    /**
     * Prepares pictures of one object from its sides, as {@link Preprocess#cutouts} frames them. Call on the compute
     * thread.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when one of them shows no object
     */
    static List<PreparedPicture> sides(List<RgbaImage> images, Matting.Mode background, ModelSource models,
            RunContext context) {
        List<Matted> matted = matted(images, Preprocess::shrink, background, models, context);
        List<RgbaImage> cutouts = Preprocess.cutouts(matted.stream().map(Matted::image).toList());
        List<PreparedPicture> prepared = new ArrayList<>();
        for (int i = 0; i < matted.size(); i++) {
            prepared.add(new PreparedPicture(cutouts.get(i), cutouts.get(i), matted.get(i).method,
                    CutoutFacts.of(matted.get(i).image)));
        }
        return prepared;
    }

    /**
     * Prepares pictures whose cameras describe them as they are: nothing is cropped or scaled, a picture that is not
     * square gets a transparent border. Call on the compute thread.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when one of them shows no object
     */
    static List<PreparedPicture> whole(List<RgbaImage> images, Matting.Mode background, ModelSource models,
            RunContext context) {
        List<PreparedPicture> prepared = new ArrayList<>();
        for (Matted m : matted(images, UnaryOperator.identity(), background, models, context)) {
            Preprocess.requireObject(m.image, "image " + (prepared.size() + 1));
            RgbaImage square = Preprocess.squared(m.image);
            prepared.add(new PreparedPicture(square, Preprocess.shrink(square), m.method, CutoutFacts.of(m.image)));
        }
        return prepared;
    }

    /** A picture with its background transparent, and who removed it. */
    private record Matted(RgbaImage image, String method) {}

    private static List<Matted> matted(List<RgbaImage> images, UnaryOperator<RgbaImage> sized,
            Matting.Mode background, ModelSource models, RunContext context) {
        Optional<Loaded<BiRefNet>> network = images.stream().anyMatch(image -> needsMatting(image, background))
                ? models.matting()
                : Optional.empty();
        List<Matted> all = new ArrayList<>();
        try {
            for (RgbaImage image : images) {
                Stage.MATTE.begin(context, all.size(), images.size());
                all.add(needsMatting(image, background)
                        ? matted(sized.apply(opaque(image)), network.map(Loaded::network), context)
                        : new Matted(sized.apply(image), Preprocess.hasAlpha(image) ? "alpha" : "whole"));
            }
        } finally {
            network.ifPresent(Loaded::close);
        }
        return all;
    }

    private static Matted matted(RgbaImage opaque, Optional<BiRefNet> network, RunContext context) {
        if (network.isPresent()) return new Matted(withoutBackground(opaque, network.get(), context), BIREFNET);
        Matting.Result result = Matting.apply(opaque, Matting.Mode.REMOVE, context);
        String method = result.method().name().toLowerCase(Locale.ROOT);
        context.warn("pixal3d: the weights folder has no BiRefNet; background removed without learned weights ("
                + method + ")");
        return new Matted(result.image(), method);
    }

    /** An opaque picture with the background transparent. Call on the compute thread. */
    static RgbaImage withoutBackground(RgbaImage picture, BiRefNet network, RunContext context) {
        try (TensorScope _ = TensorScope.open()) {
            Tensor input = Tensor.of(Preprocess.mattingInput(picture, NETWORK_SIDE), 1, 3, NETWORK_SIDE,
                    NETWORK_SIDE);
            float[] alpha = Stage.MATTE.naming(() -> network.forward(input, context)).sigmoid().to(Device.CPU)
                    .floats();
            return Preprocess.withMask(picture, alpha, NETWORK_SIDE);
        }
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
