// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.gltf.GlbTexture;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import java.util.HashMap;
import java.util.Map;

/** The textures of a model as PNG files with names, each once. */
final class TextureFiles {
    private final Map<String, byte[]> files;
    private final Map<Key, String> names = new HashMap<>();
    private final String folder;

    /** Channel -1 stands for all three. */
    private record Key(GlbTexture texture, int channel) {}

    /**
     * @param files
     *            receives the pictures
     * @param folder
     *            prefix of their names
     */
    TextureFiles(Map<String, byte[]> files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    /** The name of a picture's file. */
    String add(GlbTexture texture, String name, boolean alpha) {
        return names.computeIfAbsent(new Key(texture, -1), _ -> put(name, ImageEncoder.png(texture.image(), alpha)));
    }

    /** The name of the file of one channel as a grey picture. */
    String addChannel(GlbTexture texture, String name, int channel) {
        return names.computeIfAbsent(new Key(texture, channel), _ -> put(name, ImageEncoder.png(grey(texture.image(),
                channel), false)));
    }

    private String put(String name, byte[] data) {
        String path = folder + name + ".png";
        for (int i = 2; files.containsKey(path); i++) path = folder + name + "_" + i + ".png";
        files.put(path, data);
        return path;
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
