// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.engine.GenerateRequest.Background;
import dev.pixal3d.image.Matting;
import dev.pixal3d.image.Preprocess;
import dev.pixal3d.image.Resampler;
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
 * @param matting
 *            how the object was told from the background
 */
record PreparedPicture(RgbaImage image, String matting) {
    /** Side of the picture that BiRefNet was trained on. */
    private static final int NETWORK_SIDE = 1024;
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    /**
     * Prepares a picture. Call on the compute thread.
     *
     * @throws dev.pixal3d.image.ImageException
     *             when it shows no object
     */
    static PreparedPicture of(RgbaImage image, Background background, ModelSource models, StageMonitor monitor) {
        monitor.step(Stage.MATTE, 0, 1);
        if (background != Background.REMOVE && Preprocess.hasAlpha(image)) {
            return new PreparedPicture(Preprocess.crop(Preprocess.shrink(image)), "alpha");
        }
        RgbaImage small = Preprocess.shrink(opaque(image));
        if (background == Background.KEEP) return new PreparedPicture(Preprocess.crop(small), "whole");
        Optional<Loaded<BiRefNet>> network = models.matting();
        if (network.isEmpty()) {
            Matting.Result result = Matting.apply(small, Matting.Mode.REMOVE, monitor.check());
            String method = result.method().name().toLowerCase(Locale.ROOT);
            monitor.warn("pixal3d: the weights folder has no BiRefNet; background removed without learned weights ("
                    + method + ")");
            return new PreparedPicture(Preprocess.crop(result.image()), method);
        }
        try (Loaded<BiRefNet> loaded = network.get(); TensorScope _ = TensorScope.open()) {
            Tensor input = Tensor.of(input(small, NETWORK_SIDE), 1, 3, NETWORK_SIDE, NETWORK_SIDE);
            float[] alpha = loaded.network().forward(input, monitor.check()).sigmoid().to(Device.CPU).floats();
            byte[] mask = mask(alpha, NETWORK_SIDE, small.width(), small.height());
            return new PreparedPicture(Preprocess.crop(Preprocess.withAlpha(small, mask)), "birefnet");
        }
    }

    /** The matting network's input: RGB planes normalised with ImageNet's mean and deviation, length 3 side^2. */
    static float[] input(RgbaImage image, int side) {
        byte[] resized = Resampler.channels(image.pixels(), image.width(), image.height(), 4, side, side,
                Resampler.Filter.BILINEAR);
        float[] planes = new float[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            for (int k = 0; k < 3; k++) {
                planes[k * side * side + i] = ((resized[4 * i + k] & 0xff) / 255f - MEAN[k]) / DEVIATION[k];
            }
        }
        return planes;
    }

    /** The network's answer as a picture's alpha channel: cut to bytes, then resized as Pillow does by default. */
    static byte[] mask(float[] alpha, int side, int width, int height) {
        byte[] bytes = new byte[alpha.length];
        for (int i = 0; i < alpha.length; i++) bytes[i] = (byte) (int) (alpha[i] * 255);
        return Resampler.channels(bytes, side, side, 1, width, height, Resampler.Filter.BICUBIC);
    }

    private static RgbaImage opaque(RgbaImage image) {
        byte[] p = image.pixels().clone();
        for (int i = 3; i < p.length; i += 4) p[i] = (byte) 255;
        return new RgbaImage(image.width(), image.height(), p);
    }
}
