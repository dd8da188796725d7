// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

/** How the preview engine invents depth. */
public enum ShapePriorChoice {
    /** The one that is nearer to the truth on more of the yardstick's shapes: the network. */
    AUTO,
    /** Its small network guesses it. */
    LEARNED,
    /** The outline is inflated. */
    INFLATE
}
