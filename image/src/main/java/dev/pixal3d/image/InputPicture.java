// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.ProblemException;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture that something is to be made of.
 *
 * @param remarks
 *            what of the file was not taken as it is, for whoever sent it
 */
public record InputPicture(RgbaImage image, List<String> remarks) {
    public InputPicture { remarks = List.copyOf(remarks); }

    /**
     * Decodes a file within {@link ImageLimits#DEFAULT}.
     *
     * @throws ProblemException
     *             as {@link ImageDecoder#decode(byte[])}
     */
    public static InputPicture decode(byte[] file) { return decode(file, ImageLimits.DEFAULT); }

    static InputPicture decode(byte[] file, ImageLimits limits) {
        ImageHeader header = ImageHeader.probe(file);
        RgbaImage image = ImageDecoder.decode(file, limits);
        List<String> remarks = new ArrayList<>();
        if (header.frames() > 1)
            remarks.add("image: the first of " + header.frames() + " pictures in the file is used");
        if (limits.factor(header.width(), header.height()) > 1) {
            remarks.add("image: very large (%d x %d pixels), scaled down to %d x %d while it was read".formatted(
                    header.width(), header.height(), image.width(), image.height()));
        }
        return new InputPicture(image, remarks);
    }
}
