// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

/**
 * The four flow transformers and how the picture reaches them.
 *
 * <p>
 * Reference: the image conditions that Pixal3D's {@code inference.py} fixes in code; no published file holds them.
 */
enum Flow {
    STRUCTURE("sparse_structure_flow_model", 512, 0),
    SHAPE("shape_slat_flow_model_512", 512, 512),
    DETAIL("shape_slat_flow_model_1024", 1024, 512),
    TEXTURE("tex_slat_flow_model_1024", 1024, 1024);

    private final String key;
    private final int side;
    private final int target;

    Flow(String key, int side, int target) {
        this.key = key;
        this.side = side;
        this.target = target;
    }

    /** Its name in {@code pipeline.json}. */
    String key() { return key; }

    /** Side of the picture that features are taken from, in pixels. */
    int side() { return side; }

    /** Side of the upsampled feature map; 0: none. */
    int target() { return target; }
}
