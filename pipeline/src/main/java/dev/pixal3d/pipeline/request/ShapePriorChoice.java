// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

/** How the preview engine invents depth. */
public enum ShapePriorChoice {
    /** Which of the others is the better on the yardstick of true shapes. */
    AUTO,
    /** Its small network guesses it. */
    LEARNED,
    /** The outline is inflated. */
    INFLATE
}
