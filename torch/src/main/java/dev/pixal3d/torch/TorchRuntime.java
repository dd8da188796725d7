// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.core.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one libtorch of this process: its threads, devices and memory. libtorch is loaded on first use (about a second).
 *
 * <p>
 * Thread policy: all tensor work runs on one thread, a {@link ComputeThread}. libtorch spreads each operation over its
 * own team of native threads and every further Java thread would get a team of its own; virtual threads must not call
 * it at all because native frames pin their carrier.
 */
public final class TorchRuntime {
    /** Loads once; a failure is remembered, because a class that failed to initialise would hide its reason. */
    private static final class Holder {
        private static final @Nullable Backend BACKEND;
        private static final @Nullable TorchException PROBLEM;

        static {
            Backend loaded = null;
            TorchException problem = null;
            try {
                loaded = load();
            } catch (TorchException e) {
                problem = e;
            }
            BACKEND = loaded;
            PROBLEM = problem;
        }

        private static Backend load() {
            return TorchChoice.in(CudaFolder.ofUser()).named(System.getenv()).<Backend>map(StableBackend::load)
                    .orElseGet(BytedecoBackend::load);
        }
    }

    private static final Ledger LEDGER = new Ledger();
    private static final DevicePeak PEAK = new DevicePeak(device -> {
        long[] freeAndTotal = backend().memory(device);
        return freeAndTotal[1] - freeAndTotal[0];
    });

    private TorchRuntime() {}

    /**
     * Native memory held by tensors of this API.
     *
     * @param tensors
     *            tensors not closed yet
     * @param bytes
     *            their elements' bytes; views count like copies, mapped files count nothing
     */
    public record Memory(long tensors, long bytes) {}

    /** What all open tensors hold now: after a run, the same as before it, or something leaked. */
    public static Memory memory() {
        return LEDGER.now();
    }

    /** For example {@code 2.13.0}. */
    public static String version() { return backend().version(); }

    /** Whether tensors can be made on that device. */
    public static boolean isAvailable(Device device) {
        return device.index() < backend().count(device.kind());
    }

    /**
     * The device, when tensors can be made on it.
     *
     * @throws TorchException
     *             when it is not there
     */
    public static Device require(Device device) {
        if (isAvailable(device)) return device;
        throw new TorchException("device: " + device + " is not there (found " + backend().count(device.kind())
                + " of its kind" + backend().problem(device.kind()).map(why -> ": " + why).orElse("")
                + "). Use cpu, or install the driver and run pixal3d gpu install.");
    }

    /** CUDA if there is one, else Apple's GPU if it computes as the CPU does, else the CPU. */
    public static Device best() {
        if (isAvailable(Device.cuda(0))) return Device.cuda(0);
        Device apple = new Device(Device.Kind.MPS, 0);
        return isAvailable(apple) && Apple.IS_USABLE ? apple : Device.CPU;
    }

    /** Checks once. */
    private static final class Apple {
        private static final boolean IS_USABLE = SelfCheck.passes(new Device(Device.Kind.MPS, 0));
    }

    /** Memory of an accelerator; none where its memory is the machine's. */
    public static Optional<DeviceMemory> memory(Device device) {
        if (device.kind() != Device.Kind.CUDA) return Optional.empty();
        long[] freeAndTotal = backend().memory(device);
        return Optional.of(new DeviceMemory(device.toString(), freeAndTotal[1] - freeAndTotal[0], freeAndTotal[1]));
    }

    /**
     * Most bytes in use since {@link #resetPeakMemory}: taken of the accelerator's memory beyond what was taken then,
     * or on the CPU by tensors as {@link Memory#bytes} counts them.
     */
    public static long peakMemory(Device device) {
        return device.isCpu() ? LEDGER.peak() : PEAK.since(require(device));
    }

    public static void resetPeakMemory(Device device) {
        if (device.isCpu()) {
            LEDGER.resetPeak();
        } else {
            trim();
            PEAK.reset(require(device));
        }
    }

    /** Waits for a CUDA device; tensors elsewhere are ready when they are read. */
    public static void synchronize(Device device) {
        if (device.kind() == Device.Kind.CUDA) backend().synchronize(device);
    }

    /** Gives memory that was freed, but is cached, back to the device and the operating system. */
    public static void trim() {
        PEAK.sample();
        backend().trim();
    }

    /** Native threads per operation, 1 or more; counts for the calling thread, so call it on the compute thread. */
    public static void threads(int count) {
        if (count < 1) throw new TorchException("threads: too few (got " + count + ", allowed 1 or more). Use 1.");
        backend().threads(count);
    }

    public static int threads() { return backend().threads(); }

    /** Does tasks 0 to count - 1 on plain memory, on as many threads as libtorch takes for its own operations. */
    static void each(int count, IntConsumer task) {
        try (Parallel parallel = new Parallel(Math.clamp(count, 1, threads()))) {
            parallel.each(count, task);
        }
    }

    /** The native libraries in use and where each was found, by name. */
    public static SortedMap<String, String> libraries() {
        return new TreeMap<>(backend().libraries());
    }

    /** Devices that tensors can be made on, the CPU first. */
    public static List<Device> devices() {
        List<Device> found = new ArrayList<>(List.of(Device.CPU));
        for (Device.Kind kind : List.of(Device.Kind.CUDA, Device.Kind.MPS)) {
            for (int i = 0; i < backend().count(kind); i++) found.add(new Device(kind, i));
        }
        return found;
    }

    /** Why nothing can be computed on this machine, with the remedy; none when all is well. */
    public static Optional<String> problem() {
        return Optional.ofNullable(Holder.PROBLEM).map(TorchException::getMessage);
    }

    static Backend backend() {
        Backend backend = Holder.BACKEND;
        if (backend == null) throw new TorchException(problem().orElseThrow(), Holder.PROBLEM);
        return backend;
    }

    static Ledger ledger() { return LEDGER; }
}
