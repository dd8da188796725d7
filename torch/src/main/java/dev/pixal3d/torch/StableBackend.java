// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.torch.StableValues.Handle;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The libtorch of an installed PyTorch, through java.lang.foreign and its stable C interface (PyTorch's "LibTorch
 * Stable ABI", 2.13 and newer): any CUDA that PyTorch is built for, and processors for which Maven has no libtorch.
 *
 * <p>
 * Operators that the C call refuses are in {@link ScalarForms}. There is no C function for the random generator, so
 * noise is {@link MersenneNoise}, which differs in the last bits; none for giving cached device memory back, so it
 * stays with the process; and none for gradients: such a libtorch does not train.
 */
final class StableBackend implements Backend {
    /** PyTorch 2.13's number, whose argument lists are those of {@link OperatorTable}. */
    private static final long VERSION = 2L << 56 | 13L << 48;

    private final InstalledTorch installed;
    private final StableFunctions functions;
    private final StableValues values;
    private final ScalarForms scalarForms;
    private final OperatorTable operators = OperatorTable.read();
    private final Optional<BlasThreads> blas;
    private final Optional<CudaRuntime> cuda;
    private final MappedMemory mapped = new MappedMemory();
    private final MemorySegment deleter;

    private StableBackend(InstalledTorch installed) {
        this.installed = installed;
        functions = new StableFunctions(installed.lookup());
        values = new StableValues(functions);
        scalarForms = new ScalarForms(this, functions);
        blas = BlasThreads.find(installed.lookup());
        cuda = CudaRuntime.find(installed.lookup());
        deleter = deleter();
    }

    /**
     * Loads the PyTorch of a folder.
     *
     * @throws TorchException
     *             when it cannot be used, with the reason and the remedy
     */
    static StableBackend load(TorchChoice.Named named) {
        NativeSettings.apply();
        try {
            return new StableBackend(InstalledTorch.open(named));
        } catch (NoSuchElementException e) {
            throw new TorchException("libtorch: the PyTorch in " + named.folder() + " lacks a function ("
                    + e.getMessage() + "). Install PyTorch 2.13. " + named.said(), e);
        }
    }

    /** A C function that tells {@link #mapped} whose memory is used no longer. */
    private MemorySegment deleter() {
        try {
            MethodHandle release = MethodHandles.lookup()
                    .findVirtual(MappedMemory.class, "release", MethodType.methodType(void.class, long.class))
                    .bindTo(mapped);
            return Linker.nativeLinker().upcallStub(MethodHandles.dropArguments(release, 1, long.class),
                    FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG), Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the method is here", e);
        }
    }

    @Override
    public List<Object> call(String operator, String overload, @Nullable Object... args) {
        List<Object> rewritten = scalarForms.call(operator + "." + overload, args);
        if (rewritten != null) return rewritten;
        OperatorTable.Operator entry = operators.get(operator, overload);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stack = values.stack(arena, entry, args);
            functions.dispatch(entry.name(), entry.overload(), stack, VERSION);
            return values.results(stack, entry);
        }
    }

    @Override
    public Object fromMemory(MemorySegment data, long[] shape, Dtype dtype, Runnable release) {
        mapped.add(data.address(), data.byteSize(), release);
        return new Handle(functions.fromBlob(data, shape, dtype.code(), deleter));
    }

    @Override
    public void free(Object handle) { if (handle instanceof Handle(long address)) functions.deleteTensor(address); }

    /** A copy of the values, on the CPU. */
    Handle copyOf(long[] values) {
        Handle made = empty(Dtype.I64, values.length);
        memory(made).copyFrom(MemorySegment.ofArray(values));
        return made;
    }

    private Handle empty(Dtype dtype, long... shape) {
        return (Handle) call("empty", "memory_format", shape, dtype, null, Device.CPU, null, null).getFirst();
    }

    private MemorySegment memory(Handle handle) {
        return MemorySegment.ofAddress(address(handle)).reinterpret(bytes(handle));
    }

    private static long of(Object handle) { return ((Handle) handle).address(); }

    @Override
    public long[] shape(Object handle) { return functions.shape(of(handle)); }

    @Override
    public Dtype dtype(Object handle) { return Dtype.ofCode(functions.dtype(of(handle))); }

    @Override
    public Device device(Object handle) {
        int kind = functions.deviceType(of(handle));
        if (kind == Device.Kind.CPU.code()) return Device.CPU;
        return new Device(kind == Device.Kind.CUDA.code() ? Device.Kind.CUDA : Device.Kind.MPS,
                Math.max(0, functions.deviceIndex(of(handle))));
    }

    @Override
    public long bytes(Object handle) {
        return Arrays.stream(shape(handle)).reduce(dtype(handle).bytes(), (a, b) -> a * b);
    }

    @Override
    public long address(Object handle) { return functions.address(of(handle)); }

    @Override
    public boolean isContiguous(Object handle) { return functions.isContiguous(of(handle)); }

    @Override
    public boolean isReadOnly(Object handle) { return mapped.contains(address(handle)); }

    @Override
    public Guard inference() { return noGradients(); }

    @Override
    public Guard noGradients() {
        boolean before = functions.gradientsAreOn();
        functions.switchGradients(false);
        return () -> functions.switchGradients(before);
    }

    private static TorchException noTraining() {
        return new TorchException("training: an installed PyTorch has no gradients for this program. Train with the "
                + "libtorch that the build brings along: set " + TorchChoice.VARIABLE + " to nothing.");
    }

    @Override
    public void requireGradient(Object handle) { throw noTraining(); }

    @Override
    public void backward(Object handle) { throw noTraining(); }

    @Override
    public Object gradient(Object handle) { throw noTraining(); }

    @Override
    public Object generator(long seed) { return new MersenneNoise(seed); }

    @Override
    public Object randn(Object generator, long[] shape) {
        long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] numbers = ((MersenneNoise) generator).next(Math.toIntExact(count));
        Handle made = empty(Dtype.F32, shape);
        if (count > 0) memory(made).copyFrom(MemorySegment.ofArray(numbers));
        return made;
    }

    @Override
    public int count(Device.Kind kind) {
        return switch (kind) {
            case CPU -> 1;
            case CUDA -> cuda.map(CudaRuntime::count).orElse(0);
            case MPS -> 0;
        };
    }

    @Override
    public Optional<String> problem(Device.Kind kind) {
        return kind == Device.Kind.CUDA ? cuda.flatMap(CudaRuntime::problem) : Optional.empty();
    }

    private CudaRuntime cuda() {
        return cuda.orElseThrow(() -> new TorchException("device: this PyTorch has no CUDA."));
    }

    @Override
    public long[] memory(Device device) { return cuda().memory(device.index()); }

    @Override
    public void synchronize(Device device) { cuda().synchronize(device.index()); }

    @Override
    public void trim() { NativeSettings.trimHeap(); }

    @Override
    public void threads(int count) {
        functions.threads(count);
        blas.ifPresent(b -> b.set(count));
    }

    @Override
    public int threads() { return functions.threads(); }

    @Override
    public <T> T withSerialBlas(Supplier<T> body) { return BlasThreads.withOne(blas, body); }

    @Override
    public String version() { return installed.version() + " (installed)"; }

    @Override
    public Map<String, String> libraries() { return installed.libraries(); }
}
