// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How the neural engine runs.
 *
 * @param weights
 *            the weights folder, see {@link ModelFolder}
 * @param device
 *            {@code auto} (a GPU if there is one), {@code cpu}, {@code cuda}, {@code cuda:N} or {@code mps}
 * @param precision
 *            of the flows' inner layers: {@code auto} (bf16 on a GPU, fp32 on the CPU), {@code bf16} or {@code fp32}
 * @param memory
 *            bytes on the device that a run may use; none: what is free
 * @param deviceWorkers
 *            processes that use the device at the same time; without a memory setting each plans with its part
 * @param keepLoaded
 *            how long networks stay loaded after a run
 * @param flowWeights
 *            how the flows keep their weights on an accelerator; on a CPU they are always whole unless {@code INT8}
 */
public record NeuralOptions(Path weights, String device, String precision, OptionalLong memory, int deviceWorkers,
        KeepLoaded keepLoaded, FlowWeights flowWeights) {
    private static final String AUTO = "auto";
    private static final int MOST_WORKERS = 64;
    private static final List<String> PRECISIONS = List.of(AUTO, "bf16", "fp32");

    public NeuralOptions {
        if (deviceWorkers < 1 || deviceWorkers > MOST_WORKERS) {
            throw new IllegalArgumentException("device-workers: out of range (got " + deviceWorkers
                    + ", allowed 1 to " + MOST_WORKERS + ").");
        }
        if (!PRECISIONS.contains(precision)) {
            throw new IllegalArgumentException("precision: unknown (got \"" + precision + "\", allowed " + PRECISIONS
                    + "). Correct the setting.");
        }
    }

    /** For the only process on its device, with networks that stay loaded. */
    public NeuralOptions(Path weights, String device, String precision, OptionalLong memory) {
        this(weights, device, precision, memory, 1, KeepLoaded.USUAL, FlowWeights.WHOLE);
    }

    /** Where weights are looked for when nobody says: $PIXAL3D_WEIGHTS, else ~/.pixal3d/weights. */
    public static Path defaultWeights() {
        String named = System.getenv("PIXAL3D_WEIGHTS");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".pixal3d", "weights")
                : Path.of(named);
    }

    /** Everything chosen by itself. */
    public static NeuralOptions of(Path weights) {
        return new NeuralOptions(weights, AUTO, AUTO, OptionalLong.empty());
    }

    /** The device; fails when it is not there. */
    Device chosenDevice() {
        return device.equals(AUTO) ? TorchRuntime.best() : TorchRuntime.require(Device.parse(device));
    }

    Dtype torso() {
        return switch (precision) {
            case "bf16" -> Dtype.BF16;
            case "fp32" -> Dtype.F32;
            default -> chosenDevice().isCpu() ? Dtype.F32 : Dtype.BF16;
        };
    }

    /**
     * What fits.
     *
     * @param held
     *            bytes of the device that this process holds already
     */
    MemoryPlan plan(long held) {
        MemoryPlan plan = memory.isPresent()
                ? new MemoryPlan(memory.getAsLong(), torso())
                : MemoryPlan.automatic(chosenDevice(), torso(), deviceWorkers, held);
        // There is nothing to stream from the machine's memory into the machine's memory.
        boolean useless = flowWeights == FlowWeights.STREAMED && chosenDevice().isCpu();
        return plan.keeping(useless ? FlowWeights.WHOLE : flowWeights);
    }

    /**
     * Bytes that a run may take together with networks that stay loaded; 0: none stays. On a CPU these take the memory
     * that the export needs afterwards, so half of it is left alone.
     */
    long room(MemoryPlan plan) {
        if (keepLoaded.isNever()) return 0;
        return chosenDevice().isCpu() ? plan.budget() / 2 : plan.budget();
    }
}
