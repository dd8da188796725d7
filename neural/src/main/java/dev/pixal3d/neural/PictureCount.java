// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

/**
 * How many pictures of an object the flow transformers were trained for. Each has flows of its own, which never run
 * with the other's pictures; all other networks are the same.
 */
enum PictureCount {
    ONE("pipeline.json", "pixal3d pull"),
    SEVERAL("pipeline_mv.json", "pixal3d pull --only pixal3d-views");

    private final String pipeline;
    private final String pull;

    PictureCount(String pipeline, String pull) {
        this.pipeline = pipeline;
        this.pull = pull;
    }

    static PictureCount of(int pictures) { return pictures == 1 ? ONE : SEVERAL; }

    /** The file of a weights folder that names the networks. */
    String pipeline() { return pipeline; }

    /** The command that downloads the flows. */
    String pull() { return pull; }
}
