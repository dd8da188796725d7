// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.training.Ship;

/** Makes a trained network ready for the preview engine, see {@link dev.pixal3d.training.Ship}. */
public final class ShipGuess {
    private ShipGuess() {}

    public static void main(String[] arguments) throws Exception { Ship.main(arguments); }
}
