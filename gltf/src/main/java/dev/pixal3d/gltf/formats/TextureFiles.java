// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import java.util.Map;

/**
 * The textures of a model as PNG files in an archive.
 *
 * @param files
 *            receives the pictures
 * @param prefix
 *            of their names
 */
record TextureFiles(Map<String, byte[]> files, String prefix) {
    /** Adds a picture and returns the name of its file. */
    String add(RgbaImage image, String name, boolean alpha) {
        String path = prefix + name + ".png";
        files.put(path, ImageEncoder.png(image, alpha));
        return path;
    }

    /** Adds one channel as a grey picture. */
    String addChannel(RgbaImage image, String name, int channel) {
        return add(grey(image, channel), name, false);
    }

    private static RgbaImage grey(RgbaImage image, int channel) {
        byte[] in = image.pixels(), out = new byte[in.length];
        for (int i = 0; i < in.length; i += 4) {
            out[i] = out[i + 1] = out[i + 2] = in[i + channel];
            out[i + 3] = -1;
        }
        return new RgbaImage(image.width(), image.height(), out);
    }
}
