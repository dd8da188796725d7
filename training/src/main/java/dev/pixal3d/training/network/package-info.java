// SPDX-License-Identifier: MIT
/**
 * The network on libtorch. In: samples. Out: the weights that the product ships, with what proves them. Begin at
 * {@link dev.pixal3d.training.network.Trainer}; {@link dev.pixal3d.training.network.TrainableGuessNetwork} is the
 * network, {@code GuessTensors} its losses, {@code Shipment} what leaves.
 */
@NullMarked
package dev.pixal3d.training.network;

import org.jspecify.annotations.NullMarked;
