// SPDX-License-Identifier: MIT
/** The network on libtorch, its losses, the optimiser and checkpoints. */
@NullMarked
package dev.pixal3d.training.network;

import org.jspecify.annotations.NullMarked;
