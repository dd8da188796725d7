// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

/** Where a model's origin is: the point about which other programs turn and place it. */
public enum Pivot {
    /** In the middle of the volume that the model was decoded in, as Pixal3D exports. */
    ORIGIN,
    /** In the middle of the model's box. */
    CENTER,
    /** In the middle of the bottom of the model's box: it stands on the floor. */
    BOTTOM
}
