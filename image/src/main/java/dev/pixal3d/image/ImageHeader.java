// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.ProblemException;

/**
 * What a file says about itself, without decoding it.
 *
 * @param width
 *            in pixels as stored, before an EXIF orientation is applied
 * @param height
 *            in pixels as stored
 * @param orientation
 *            EXIF orientation 1 to 8; 1 when there is none
 * @param frames
 *            1, or the number of frames of an animation; only the first is read
 */
public record ImageHeader(ImageFormat format, int width, int height, int orientation, int frames) {
    /**
     * Reads the header of a file of any format that is read.
     *
     * @throws ProblemException
     *             if the file is of another format (UNSUPPORTED_FORMAT) or its header is damaged (LOAD_ERROR)
     */
    public static ImageHeader probe(byte[] file) {
        ImageFormat format = ImageFormat.require(file);
        return switch (format) {
            case PNG -> PngChunks.header(file);
            case JPEG -> JpegSegments.header(file);
            case WEBP -> WebpChunks.parse(file).header();
            case GIF -> GifDecoder.header(file);
            case BMP -> LegacyHeaders.bmp(file);
            case TIFF -> LegacyHeaders.tiff(file);
            case TGA -> LegacyHeaders.tga(file);
            case HEIC, AVIF -> HeifDecoder.header(format, file);
        };
    }
}
