// SPDX-License-Identifier: MIT
/**
 * The published weights: which files there are ({@link dev.pixal3d.weights.Manifest}), how they come into a folder
 * ({@link dev.pixal3d.weights.Pull}), whether they are what they should be ({@link dev.pixal3d.weights.WeightsFolder}).
 * Knows nothing of what is in the files. Begin reading at {@code Pull}.
 */
@NullMarked
package dev.pixal3d.weights;

import org.jspecify.annotations.NullMarked;
