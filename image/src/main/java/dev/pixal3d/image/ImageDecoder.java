// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.ProblemException;

/**
 * Decodes PNG, JPEG, WebP, GIF, BMP, TIFF and TGA files, and HEIC and AVIF where the system has a library for them; a
 * file is recognised by its content. The result is 8-bit sRGB with
 * straight alpha, turned upright as EXIF says; of an animation the first frame. An embedded RGB colour profile is
 * converted to sRGB; a broken one is ignored. A picture of more pixels than {@link ImageLimits#kept} comes out smaller.
 *
 * <p>
 * Scaling is by whole numbers and as each decoder does it best: PNG and WebP average, the others leave pixels out, of
 * which enough remain for the scaling to 1024 that follows. Averaging JPEG would need its decoder once for each
 * neighbour.
 *
 * <p>
 * Hostile files are expected: sizes are checked against {@link ImageLimits} before memory is taken, and every failure
 * is a {@link ProblemException}. PNG and GIF have decoders of our own, because the platform's forget the transparent
 * colour of grey and RGB PNGs, and follow sizes in a file's optional parts; JPEG is cut down to the segments that carry
 * pixels before libjpeg sees it. Thread-safe.
 */
public final class ImageDecoder {
    private ImageDecoder() {}

    /** Decodes a file within {@link ImageLimits#DEFAULT}. */
    public static RgbaImage decode(byte[] file) {
        return decode(file, ImageLimits.DEFAULT);
    }

    /**
     * Decodes a file.
     *
     * @throws ProblemException
     *             UNSUPPORTED_FORMAT, LOAD_ERROR (damaged or cut short) or TOO_LARGE
     */
    public static RgbaImage decode(byte[] file, ImageLimits limits) {
        ImageFormat format = ImageFormat.require(file);
        limits.checkBytes(file);
        return switch (format) {
            case PNG -> PngDecoder.decode(file, limits);
            case JPEG -> JpegDecoder.decode(file, limits);
            case WEBP -> WebpDecoder.decode(file, limits);
            case GIF -> GifDecoder.decode(file, limits);
            case BMP -> LegacyDecoders.bmp(file, limits);
            case TIFF -> LegacyDecoders.tiff(file, limits);
            case TGA -> LegacyDecoders.tga(file, limits);
            case HEIC, AVIF -> HeifDecoder.decode(format, file, limits);
        };
    }
}
