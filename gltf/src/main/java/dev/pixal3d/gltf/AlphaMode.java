// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

/** How a renderer uses the alpha of the base colour. The names are those of glTF. */
public enum AlphaMode {
    /** Alpha is ignored; the writer leaves it out of the file. */
    OPAQUE,
    /** A texel is drawn when its alpha is at least one half. */
    MASK,
    /** Alpha mixes with what lies behind. */
    BLEND
}
