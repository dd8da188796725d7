// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

/**
 * How a picture is made.
 *
 * @param size
 *            width and height in pixels, 1 to 8192
 * @param samples
 *            samples along each side of a pixel, 1 to 4
 * @param background
 *            0xAARRGGBB
 */
public record RenderOptions(int size, RenderMode mode, int samples, int background) {
    public RenderOptions {
        if (size < 1 || size > 8192) {
            throw new IllegalArgumentException("size: not usable (got %d, allowed 1 to 8192).".formatted(size));
        }
        if (samples < 1 || samples > 4) {
            throw new IllegalArgumentException("samples: not usable (got %d, allowed 1 to 4).".formatted(samples));
        }
    }

    /** With 2 by 2 samples on white. */
    public static RenderOptions of(int size, RenderMode mode) {
        return new RenderOptions(size, mode, 2, 0xffffffff);
    }

    public RenderOptions withBackground(int argb) { return new RenderOptions(size, mode, samples, argb); }
}
