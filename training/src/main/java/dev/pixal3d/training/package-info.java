// SPDX-License-Identifier: MIT
/**
 * Trains the preview engine's network. In: objects, from files and procedural ones. Out: weights; the product ships
 * those and does not depend on this module. Begin at {@link dev.pixal3d.training.Train}, which goes through packages
 * {@code objects}, {@code views} and {@code network} in that order.
 */
@NullMarked
package dev.pixal3d.training;

import org.jspecify.annotations.NullMarked;
