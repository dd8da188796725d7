// SPDX-License-Identifier: MIT
/**
 * Trains the preview engine's network: objects (files and procedural ones), views of them with the truth behind each
 * pixel, the network on libtorch, the optimiser. The product does not depend on it; it ships only the weights.
 */
@NullMarked
package dev.pixal3d.training;

import org.jspecify.annotations.NullMarked;
