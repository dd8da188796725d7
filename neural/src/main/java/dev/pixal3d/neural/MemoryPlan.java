// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowShortcuts;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TorchRuntime;
import java.lang.management.ManagementFactory;

/**
 * What fits into a budget of memory. Networks are loaded one after the other, so that the largest stage counts and not
 * the sum; within a stage, what is kept between steps yields first.
 *
 * @param budget
 *            bytes on the device that a run may use
 * @param torso
 *            type of the flows' inner layers
 * @param kept
 *            how the flows keep their weights
 * @param beside
 *            bytes of networks that stay loaded while others run
 */
record MemoryPlan(long budget, Dtype torso, FlowWeights kept, long beside) {
    /**
     * What decides how a network is loaded: networks of different forms are different.
     *
     * @param operation
     *            bytes that one of its operations may take
     */
    record Form(Dtype torso, FlowWeights kept, long operation) {}

    private static final long MIB = 1L << 20;
    /** What the runtime itself takes on a device. */
    static final long RUNTIME = 256 * MIB;
    private static final long LEAST_OPERATION = 64 * MIB;
    private static final long MOST_OPERATION = 2048 * MIB;
    /** Share of a GPU's free memory, or of the machine's memory, that is taken when no budget is given. */
    private static final double FREE_SHARE = 0.9;
    private static final double MACHINE_SHARE = 0.7;

    /** Flows are kept whole, and nothing stays loaded. */
    MemoryPlan(long budget, Dtype torso) {
        this(budget, torso, FlowWeights.WHOLE, 0);
    }

    /** The same with flows kept in another way. */
    MemoryPlan keeping(FlowWeights other) {
        return new MemoryPlan(budget, torso, other, beside);
    }

    /** The same beside networks that stay loaded. */
    MemoryPlan beside(long bytes) {
        return new MemoryPlan(budget, torso, kept, bytes);
    }

    Form form() { return new Form(torso, kept, operation()); }

    /**
     * A budget that the device has room for now.
     *
     * @param workers
     *            processes that plan with the same device's memory, this one included
     * @param held
     *            bytes of the device that this process holds already
     */
    static MemoryPlan automatic(Device device, Dtype torso, int workers, long held) {
        if (device.isCpu()) return new MemoryPlan((long) (MACHINE_SHARE * machineMemory() / workers), torso);
        return TorchRuntime.memory(device)
                .map(memory -> new MemoryPlan(share(memory.free() + held, memory.total(), workers), torso))
                .orElseGet(() -> new MemoryPlan((long) (MACHINE_SHARE * machineMemory() / workers), torso));
    }

    /** What one of so many processes may take of a GPU: its part of the whole, and no more than is free. */
    static long share(long free, long total, int workers) {
        return (long) (FREE_SHARE * Math.min(free, total / workers));
    }

    private static long machineMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 4 * Runtime.getRuntime().maxMemory();
    }

    /**
     * Bytes that one operation's intermediate values may take: a power of two, so that networks that stay need not
     * change.
     */
    long operation() { return Math.clamp(Long.highestOneBit(budget / 10), LEAST_OPERATION, MOST_OPERATION); }

    /**
     * Which savings a flow can afford.
     *
     * @throws ProblemException
     *             when the stage does not fit at all
     */
    FlowShortcuts shortcuts(Stage stage, FlowConfig config, int tokens) {
        long needed = flow(config, tokens);
        requireTokens(stage, tokens, needed);
        boolean projected = beside + needed + projections(config, tokens) <= budget;
        return new FlowShortcuts(true, true, projected);
    }

    /**
     * Refuses a stage whose need depends on how many tokens the object has.
     *
     * @throws ProblemException
     *             MEMORY, when it needs more than the budget
     */
    void requireTokens(Stage stage, int tokens, long needed) {
        require(stage, tokens + " tokens need", needed, "Lower max_num_tokens or resolution, or raise");
    }

    /**
     * Refuses a stage that does not fit.
     *
     * @param subject
     *            what needs the memory, with its verb
     * @param remedy
     *            what to do, up to the verb whose object is the memory setting
     * @throws ProblemException
     *             MEMORY, when it needs more than the budget
     */
    void require(Stage stage, String subject, long needed, String remedy) {
        if (needed <= budget) return;
        throw new Problem.General(Problem.Kind.INTERNAL_SERVER_ERROR,
                "stage %s: does not fit into memory (%s about %d MiB, allowed %d MiB). %s the memory setting."
                        .formatted(stage.word(), subject, needed / MIB, budget / MIB, remedy))
                .exception();
    }

    /** Bytes of a flow's weights on the device, as they are kept. */
    long flowWeights(FlowConfig config) {
        long c = config.modelChannels();
        return kept.bytes(config.blocks() * block(config), torso) + 8 * c * c * Float.BYTES;
    }

    /** Elements of the weights of a block's linear layers. */
    private static long block(FlowConfig config) {
        long c = config.modelChannels();
        return 6 * c * c + 2 * c * config.condChannels() + c * config.projChannels() + 2 * c * config.mlpChannels();
    }

    /**
     * Bytes of the runtime, of weights and of the widest layer's values, while a guided step runs: one block's weights
     * are ready for use, and the stream of the other pass is held.
     */
    long flow(FlowConfig config, int tokens) {
        long c = config.modelChannels();
        long hidden = config.mlpChannels();
        long bytes = torso.bytes();
        long ready = kept == FlowWeights.WHOLE ? 0 : block(config) * bytes;
        long stream = 7 * c * bytes + 4 * c * Float.BYTES;
        long widest = Math.max(2 * hidden * bytes, 6 * c * Float.BYTES);
        long condition = config.projChannels() * (Float.BYTES + bytes);
        return RUNTIME + flowWeights(config) + ready + tokens * (stream + widest + condition);
    }

    private long projections(FlowConfig config, int tokens) {
        return (long) config.blocks() * tokens * config.modelChannels() * torso.bytes();
    }
}
