// SPDX-License-Identifier: MIT
package dev.pixal3d.training;

import dev.pixal3d.torch.ComputeThread;
import dev.pixal3d.training.network.Shipment;
import java.nio.file.Path;

/**
 * Makes a trained network ready for the preview engine: 16-bit weights, a manifest with their hash, and what libtorch
 * computes with them for a fixed input, which the engine's test compares with.
 *
 * <pre>
 * Ship NETWORK.safetensors RESOURCES TEST_RESOURCES
 * </pre>
 */
public final class Ship {
    private Ship() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            throw new IllegalArgumentException(
                    ("ship: needs the network and the folders of resources and test resources (got %d arguments, "
                            + "allowed 3).")
                            .formatted(arguments.length));
        }
        try (ComputeThread compute = new ComputeThread()) {
            compute.call(() -> {
                Shipment.write(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
                return true;
            });
        }
    }
}
