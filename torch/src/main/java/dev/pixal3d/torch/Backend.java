// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Tensor} needs from a tensor library: one way to call any ATen operator by its schema name, and a few
 * accessors. Operators, not functions, are the seam because libtorch's stable C ABI (torch_call_dispatcher) offers
 * exactly this call. {@link BytedecoBackend} is the libtorch that the build brings along, {@link StableBackend} that of
 * a PyTorch on the machine.
 *
 * <p>
 * Handles are opaque; each returned one is owned by the caller and freed once. Failures are {@link TorchException}s
 * with libtorch's first line.
 */
interface Backend {
    /** A number for a schema argument of type Scalar, which the C ABI must pass in another way than int and float. */
    record Scalar(Number value) {}

    /** An empty list for a schema argument of type Scalar?[]. */
    record NoScalars() {}

    /**
     * Calls an operator of namespace aten, or of another one written before its name (mkldnn::name).
     *
     * @param args
     *            all arguments of the schema in order: a handle, {@code Object[]} of handles, Long, Double, Boolean,
     *            String, long[], double[], {@link Scalar}, {@link NoScalars}, {@link Dtype}, {@link Device}, or null
     *            for none
     * @return the handles of all returned tensors, lists flattened
     */
    List<Object> call(String operator, String overload, @Nullable Object... args);

    /** A CPU tensor over memory that is not copied; {@code release} runs when the last view of it is gone. */
    Object fromMemory(MemorySegment data, long[] shape, Dtype dtype, Runnable release);

    void free(Object handle);

    long[] shape(Object handle);

    Dtype dtype(Object handle);

    Device device(Object handle);

    /** Elements times element size, whatever the strides. */
    long bytes(Object handle);

    /** Address of the first element. */
    long address(Object handle);

    boolean isContiguous(Object handle);

    /** Whether the elements lie in memory given to {@link #fromMemory}: writing there would end the process. */
    boolean isReadOnly(Object handle);

    /** Turns gradient bookkeeping off on this thread until closed. */
    Guard inference();

    /** Turns gradient bookkeeping off on this thread until closed, for tensors that are trained and stay trainable. */
    Guard noGradients();

    /** Marks a leaf as trained. */
    void requireGradient(Object handle);

    /** Adds the gradients of a scalar to all trained leaves it came from. */
    void backward(Object handle);

    /** The gradient a leaf has gathered. */
    Object gradient(Object handle);

    /** A random generator on the CPU that gives what the default one gives after manual_seed; freed like a tensor. */
    Object generator(long seed);

    /** The generator's next normal numbers, F32 on the CPU. */
    Object randn(Object generator, long[] shape);

    /** Accelerators of that kind that can be used now. */
    int count(Device.Kind kind);

    /** Why accelerators of that kind cannot be used, where the driver says so. */
    Optional<String> problem(Device.Kind kind);

    /** Free and total bytes of an accelerator's memory. */
    long[] memory(Device device);

    /** Waits until everything queued on the accelerator is done. */
    void synchronize(Device device);

    /** Gives cached blocks back to the device or the operating system. */
    void trim();

    void threads(int count);

    int threads();

    /** Runs {@code body} while the matrix library itself stays on one thread. */
    <T> T withSerialBlas(Supplier<T> body);

    String version();

    /** Where each native library was found, by name. */
    Map<String, String> libraries();

    /** Ends what a method opened. */
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }
}
