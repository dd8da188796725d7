// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.TorchException;
import dev.pixal3d.torch.TorchRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the networks compute with on this machine.
 *
 * @param problem
 *            why nothing can be computed, with the remedy; then the rest is empty
 * @param version
 *            of libtorch
 * @param libraries
 *            native libraries by name, and where each was found
 * @param devices
 *            that can be chosen, with the free memory of an accelerator
 */
public record NeuralRuntime(Optional<String> problem, String version, Map<String, String> libraries,
        Map<String, String> devices) {
    /** Loads libtorch (about a second) and looks. */
    public static NeuralRuntime examine() {
        Optional<String> problem = TorchRuntime.problem();
        if (problem.isPresent()) return new NeuralRuntime(problem, "", Map.of(), Map.of());
        Map<String, String> devices = new TreeMap<>();
        for (Device device : TorchRuntime.devices()) {
            devices.put(device.toString(), TorchRuntime.memory(device)
                    .map(m -> (m.free() >> 20) + " of " + (m.total() >> 20) + " MiB free")
                    .orElse("the machine's memory"));
        }
        return new NeuralRuntime(problem, TorchRuntime.version(), TorchRuntime.libraries(), devices);
    }

    /** The accelerators that can be chosen, by the names that the device setting takes. */
    public static List<String> accelerators() {
        return TorchRuntime.problem().isPresent()
                ? List.of()
                : TorchRuntime.devices().stream().filter(d -> !d.isCpu()).map(Device::toString).toList();
    }

    /** Why a device setting cannot be met, with the remedy. */
    public static Optional<String> problem(String device) {
        try {
            if (!device.equals("auto")) TorchRuntime.require(Device.parse(device));
            return Optional.empty();
        } catch (TorchException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
