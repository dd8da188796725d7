// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.IntType;
import org.bytedeco.pytorch.FloatType;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.NumberType;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OptionalType;
import org.bytedeco.pytorch.PointerConsumer;
import org.bytedeco.pytorch.SizeTPair;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * libtorch through JavaCPP. Operators go through the dispatcher's boxed call, 9 to 13 us each where the bound functions
 * take 2.5: a thousandth of a transformer block's time, and in return every operator is reachable (also the many that
 * JavaCPP leaves out because their names start with an underscore) through one method instead of one per overload.
 */
final class BytedecoBackend implements Backend {
    private static final class Address extends Pointer {
        Address(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }

    private final Map<String, OperatorHandle> operators = new ConcurrentHashMap<>();
    private final Optional<BlasThreads> blas = BlasThreads.find(openBlas());
    private final MappedMemory mapped = new MappedMemory();
    private final PointerConsumer releaser = new PointerConsumer() {
        @Override
        public void call(Pointer data) { mapped.release(data.address()); }
    };
    private final Type.TypePtr ints;
    private final Type.TypePtr floats;
    private final Type.TypePtr optionalNumbers;
    private final Type.TypePtr tensors;

    private BytedecoBackend() {
        exactSums();
        try (var anInt = IntType.getIntTypePtr();
                var aFloat = FloatType.getFloatTypePtr();
                var aNumber = NumberType.getNumberIntTypePtr();
                var number = new Type.TypePtr(aNumber.get());
                var aTensor = TensorType.get()) {
            ints = new Type.TypePtr(anInt.get());
            floats = new Type.TypePtr(aFloat.get());
            optionalNumbers = OptionalType.get(number);
            tensors = new Type.TypePtr(aTensor);
        }
    }

    /**
     * Sums of products are kept in F32 whatever the inputs' type, and F32 is not rounded to TF32: libtorch's own choice
     * differs between matrix products and convolutions, and the decoders' half-precision sums would move voxels.
     */
    private static void exactSums() {
        try (Context context = torch.globalContext()) {
            context.setAllowFP16ReductionCuBLAS(false);
            context.setAllowBF16ReductionCuBLAS(false);
            context.setAllowTF32CuBLAS(false);
            context.setAllowTF32CuDNN(false);
        }
    }

    /** Finds functions of the matrix library that JavaCPP has loaded. */
    static SymbolLookup openBlas() {
        Loader.load(openblas_nolapack.class);
        return name -> Optional.ofNullable(Loader.addressof(name)).map(p -> MemorySegment.ofAddress(p.address()));
    }

    static BytedecoBackend load() {
        if (CudaLibraries.areNeeded()) {
            CudaLibraries.problem(CudaNames.here(), CudaLibraries.driver(), CudaLibraries.missing())
                    .ifPresent(problem -> {
                        throw new TorchException(problem);
                    });
        }
        NativeSettings.apply();
        try {
            return new BytedecoBackend();
        } catch (LinkageError e) {
            Throwable reason = e;
            while (reason.getCause() != null) reason = reason.getCause();
            throw new TorchException("libtorch: cannot be loaded on " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + " (" + firstLine(reason) + "). It needs 64-bit Linux on x86 with "
                    + "glibc 2.35 or newer (Debian 12, Ubuntu 22.04), macOS on Apple silicon or Windows, and this "
                    + "platform's natives on the class path. On other Linux machines install PyTorch, and run "
                    + "pixal3d gpu install --torch PYTHON.", e);
        }
    }

    private static String qualified(String operator) {
        return operator.contains("::") ? operator : "aten::" + operator;
    }

    @Override
    public List<Object> call(String operator, String overload, @Nullable Object... args) {
        OperatorHandle handle = operators.computeIfAbsent(operator + "." + overload,
                _ -> Dispatcher.singleton().findSchemaOrThrow(qualified(operator), overload));
        try (IValueVector stack = new IValueVector(args.length)) {
            for (int i = 0; i < args.length; i++) {
                try (IValue value = boxed(args[i])) {
                    stack.put(i, value);
                }
            }
            handle.callBoxed(stack);
            List<Object> results = new ArrayList<>(1);
            for (long i = 0; i < stack.size(); i++) unbox(stack.get(i), results);
            return results;
        } catch (RuntimeException e) {
            throw new TorchException(firstLine(e), e);
        }
    }

    private IValue boxed(@Nullable Object arg) {
        return switch (arg) {
            case null -> new IValue();
            case Tensor t -> new IValue(t);
            case Generator g -> new IValue(g);
            case Long l -> new IValue(l.longValue());
            case Double d -> new IValue(d.doubleValue());
            case Boolean b -> new IValue(b.booleanValue());
            case String s -> new IValue(s);
            case Scalar(Number n) -> n instanceof Double ? new IValue(n.doubleValue()) : new IValue(n.longValue());
            case NoScalars _ -> {
                try (GenericList list = new GenericList(optionalNumbers)) {
                    yield new IValue(list);
                }
            }
            case Dtype d -> new IValue((long) d.code());
            case Device d -> {
                try (var device = device(d)) {
                    yield new IValue(device);
                }
            }
            case long[] values -> {
                try (GenericList list = new GenericList(ints)) {
                    for (long v : values) push(list, new IValue(v));
                    yield new IValue(list);
                }
            }
            case double[] values -> {
                try (GenericList list = new GenericList(floats)) {
                    for (double v : values) push(list, new IValue(v));
                    yield new IValue(list);
                }
            }
            case Object[] handles -> {
                try (GenericList list = new GenericList(tensors)) {
                    for (Object h : handles) push(list, new IValue((Tensor) h));
                    yield new IValue(list);
                }
            }
            default -> throw new IllegalArgumentException("no such argument kind: " + arg.getClass());
        };
    }

    private static void push(GenericList list, IValue value) {
        list.push_back(value);
        value.close();
    }

    private static void unbox(IValue value, List<Object> results) {
        if (value.isTensor()) {
            results.add(new Tensor(value.toTensor()));
        } else if (value.isTensorList()) {
            try (TensorVector list = value.toTensorVector()) {
                for (long i = 0; i < list.size(); i++) results.add(new Tensor(list.get(i)));
            }
        } else {
            throw new IllegalArgumentException("an operator returned something that is not a tensor");
        }
    }

    private static org.bytedeco.pytorch.Device device(Device d) {
        return d.isCpu()
                ? new org.bytedeco.pytorch.Device((byte) d.kind().code())
                : new org.bytedeco.pytorch.Device((byte) d.kind().code(), (byte) d.index());
    }

    @Override
    public Object fromMemory(MemorySegment data, long[] shape, Dtype dtype, Runnable release) {
        ScalarType type = java.util.Arrays.stream(ScalarType.values()).filter(s -> s.value == dtype.code()).findFirst()
                .orElseThrow();
        mapped.add(data.address(), data.byteSize(), release);
        try (TensorOptions options = new TensorOptions(type)) {
            return torch.from_blob(new Address(data.address()), shape, releaser, options);
        } catch (RuntimeException e) {
            throw new TorchException(firstLine(e), e);
        }
    }

    @Override
    public void free(Object handle) { ((Pointer) handle).close(); }

    @Override
    public long[] shape(Object handle) {
        Tensor tensor = (Tensor) handle;
        long[] shape = new long[(int) tensor.dim()];
        for (int i = 0; i < shape.length; i++) shape[i] = tensor.size(i);
        return shape;
    }

    @Override
    public Dtype dtype(Object handle) { return Dtype.ofCode(((Tensor) handle).scalar_type().value); }

    @Override
    public Device device(Object handle) {
        Tensor tensor = (Tensor) handle;
        if (tensor.is_cpu()) return Device.CPU;
        try (var device = tensor.device()) {
            return new Device(tensor.is_cuda() ? Device.Kind.CUDA : Device.Kind.MPS, Math.max(0, device.index()));
        }
    }

    @Override
    public long bytes(Object handle) { return ((Tensor) handle).nbytes(); }

    @Override
    public long address(Object handle) {
        Pointer data = ((Tensor) handle).data_ptr();
        return data == null ? 0 : data.address();
    }

    @Override
    public boolean isReadOnly(Object handle) { return mapped.contains(address(handle)); }

    @Override
    public boolean isContiguous(Object handle) { return ((Tensor) handle).is_contiguous(); }

    @Override
    public Guard inference() { return new InferenceMode(true)::close; }

    @Override
    public Guard noGradients() { return new NoGradGuard()::close; }

    @Override
    public void requireGradient(Object handle) { ((Tensor) handle).set_requires_grad(true); }

    @Override
    public void backward(Object handle) {
        try {
            ((Tensor) handle).backward();
        } catch (RuntimeException e) {
            throw new TorchException("backward: " + firstLine(e), e);
        }
    }

    @Override
    public Object gradient(Object handle) { return new Tensor(((Tensor) handle).grad()); }

    @Override
    public Object generator(long seed) { return torch.createCPUGenerator(seed); }

    @Override
    public Object randn(Object generator, long[] shape) {
        return call("randn", "generator", shape, generator, Dtype.F32, null, Device.CPU, null).getFirst();
    }

    @Override
    public int count(Device.Kind kind) {
        return switch (kind) {
            case CPU -> 1;
            case CUDA -> torch.cuda_is_available() ? (int) torch.cuda_device_count() : 0;
            case MPS -> torch.hasMPS() ? 1 : 0;
        };
    }

    @Override
    public Optional<String> problem(Device.Kind kind) { return Optional.empty(); }

    @Override
    public long[] memory(Device device) {
        try (SizeTPair pair = torch.getMemoryInfo((byte) device.index())) {
            return new long[]{pair.first(), pair.second()};
        }
    }

    @Override
    public void synchronize(Device device) { torch.synchronizeDevice((byte) device.index()); }

    @Override
    public void trim() {
        if (count(Device.Kind.CUDA) > 0) torch.emptyCache();
        NativeSettings.trimHeap();
    }

    @Override
    public void threads(int count) {
        torch.set_num_threads(count);
        blas.ifPresent(b -> b.set(count));
    }

    @Override
    public int threads() { return torch.get_num_threads(); }

    @Override
    public <T> T withSerialBlas(Supplier<T> body) { return BlasThreads.withOne(blas, body); }

    @Override
    public String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException("the library's own jar cannot be read", e);
        }
    }

    @Override
    public Map<String, String> libraries() { return Map.copyOf(Loader.getLoadedLibraries()); }

    /** libtorch appends a C++ back-trace to its messages; the first line says what was wrong. */
    private static String firstLine(Throwable e) {
        String text = String.valueOf(e.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
