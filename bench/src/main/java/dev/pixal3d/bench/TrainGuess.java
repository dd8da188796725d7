// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.training.Train;

/** Trains the preview engine's network, see {@link dev.pixal3d.training.Train} for its options. */
public final class TrainGuess {
    private TrainGuess() {}

    public static void main(String[] arguments) throws Exception { Train.main(arguments); }
}
