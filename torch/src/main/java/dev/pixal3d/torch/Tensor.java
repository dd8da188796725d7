// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.torch.Backend.Scalar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array on a {@link Device}, in native memory that belongs to the innermost {@link TensorScope}.
 *
 * <p>
 * Semantics are PyTorch's: broadcasting, views that share memory ({@link #narrow}, {@link #permute}, {@link #select},
 * ...), negative dimensions count from the end. Methods whose name ends in {@code InPlace} change this tensor and all
 * views of it, and return it. Errors are {@link TorchException}s that name the operation and the shapes. Not
 * thread-safe; see {@link TorchRuntime} for the thread policy. Networks' functions are in {@link Nn}.
 *
 * <p>
 * A long file by design: one line per operator, so that the whole vocabulary is in one place.
 */
public final class Tensor implements AutoCloseable {
    private final long bytes;
    private @Nullable Object handle;
    private long @Nullable [] shape;
    @Nullable
    TensorScope owner;

    private Tensor(Object handle, long bytes, TensorScope owner) {
        this.handle = handle;
        this.bytes = bytes;
        this.owner = owner;
        owner.add(this);
        TorchRuntime.ledger().opened(bytes);
    }

    // ---- calling operators

    static Tensor call(String operator, String overload, @Nullable Object... args) {
        return callAll(operator, overload, args).getFirst();
    }

    static List<Tensor> callAll(String operator, String overload, @Nullable Object... args) {
        TensorScope scope = TensorScope.current(operator);
        Backend backend = TorchRuntime.backend();
        return invoke(operator, overload, args).stream().map(h -> new Tensor(h, backend.bytes(h), scope)).toList();
    }

    /** The tensor that owns a handle from the backend, in the innermost scope. */
    static Tensor adopt(Object handle) {
        return new Tensor(handle, TorchRuntime.backend().bytes(handle), TensorScope.current("adopt"));
    }

    private static List<Object> invoke(String operator, String overload, @Nullable Object... args) {
        @Nullable
        Object[] raw = new @Nullable Object[args.length];
        for (int i = 0; i < args.length; i++) {
            raw[i] = switch (args[i]) {
                case Tensor t -> t.handle();
                case Tensor[] list -> Arrays.stream(list).map(Tensor::handle).toArray();
                case null, default -> args[i];
            };
        }
        try {
            return TorchRuntime.backend().call(operator, overload, raw);
        } catch (TorchException e) {
            throw new TorchException(operator + ": " + e.getMessage() + " (got " + describe(args) + ")", e.getCause());
        }
    }

    Tensor inPlace(String operator, String overload, @Nullable Object... args) {
        if (TorchRuntime.backend().isReadOnly(handle())) {
            throw new TorchException(operator + ": the tensor lies in a mapped file. Change a copy() of it.");
        }
        invoke(operator, overload, args).forEach(TorchRuntime.backend()::free);
        return this;
    }

    private static String describe(@Nullable Object[] args) {
        StringBuilder text = new StringBuilder();
        for (Object arg : args) {
            if (!text.isEmpty()) text.append(", ");
            text.append(switch (arg) {
                case long[] a -> Arrays.toString(a);
                case double[] a -> Arrays.toString(a);
                case Tensor[] a -> Arrays.toString(a);
                case Scalar(Number n) -> n.toString();
                case null -> "none";
                default -> arg.toString();
            });
        }
        return text.toString();
    }

    Object handle() {
        if (handle == null) {
            throw new TorchException("tensor: used after it was closed. Keep it with TensorScope.keep.");
        }
        return handle;
    }

    private static Scalar scalar(double value) { return new Scalar(value); }

    private static Scalar scalar(long value) { return new Scalar(value); }

    // ---- making tensors

    public static Tensor zeros(Dtype dtype, Device device, long... shape) {
        return call("zeros", "", shape, dtype, null, device, null);
    }

    /** Uninitialised memory; fill it before reading. */
    public static Tensor empty(Dtype dtype, Device device, long... shape) {
        return call("empty", "memory_format", shape, dtype, null, device, null, null);
    }

    public static Tensor full(double value, Dtype dtype, Device device, long... shape) {
        return call("full", "", shape, scalar(value), dtype, null, device, null);
    }

    /** start, start + 1, ... below end; I64. */
    public static Tensor arange(long start, long end, Device device) {
        return call("arange", "start", scalar(start), scalar(end), Dtype.I64, null, device, null);
    }

    /** A copy of the array on the CPU. */
    public static Tensor of(float[] values, long... shape) {
        return copyOf(MemorySegment.ofArray(values), Dtype.F32, shape);
    }

    /** A copy of the array on the CPU. */
    public static Tensor of(double[] values, long... shape) {
        return copyOf(MemorySegment.ofArray(values), Dtype.F64, shape);
    }

    /** A copy of the array on the CPU, I32. */
    public static Tensor of(int[] values, long... shape) {
        return copyOf(MemorySegment.ofArray(values), Dtype.I32, shape);
    }

    /** A copy of the array on the CPU, I64. */
    public static Tensor of(long[] values, long... shape) {
        return copyOf(MemorySegment.ofArray(values), Dtype.I64, shape);
    }

    /** A copy of the array on the CPU, U8. */
    public static Tensor of(byte[] values, long... shape) {
        return copyOf(MemorySegment.ofArray(values), Dtype.U8, shape);
    }

    /** A copy, on the CPU, of raw elements in native byte order. */
    public static Tensor copyOf(MemorySegment elements, Dtype dtype, long... shape) {
        long wanted = Arrays.stream(shape).reduce(dtype.bytes(), Math::multiplyExact);
        if (wanted != elements.byteSize()) {
            throw new TorchException("tensor: " + elements.byteSize() + " bytes do not fill shape "
                    + Arrays.toString(shape) + " of " + dtype + ". Pass the shape of the data.");
        }
        Tensor tensor = empty(dtype, Device.CPU, shape);
        if (wanted > 0) tensor.memory().copyFrom(elements);
        return tensor;
    }

    /** A tensor over mapped memory that is read-only; {@code release} runs when no view of it is left. */
    static Tensor mapped(MemorySegment data, Dtype dtype, long[] shape, Runnable release) {
        TensorScope scope = TensorScope.current("mapped");
        return new Tensor(TorchRuntime.backend().fromMemory(data, shape, dtype, release), 0, scope);
    }

    /** A view of this one-dimensional tensor with any strides, in elements. */
    Tensor strided(long[] shape, long[] strides) {
        return call("as_strided", "", this, shape, strides, null);
    }

    // ---- what it is

    /** Extents, slowest axis first; a copy. */
    public long[] shape() {
        if (shape == null) shape = TorchRuntime.backend().shape(handle());
        return shape.clone();
    }

    /** Extent of one dimension; negative counts from the end. */
    public long size(int dim) {
        long[] all = shape();
        return all[dim < 0 ? dim + all.length : dim];
    }

    public int rank() { return shape().length; }

    public long numel() { return Arrays.stream(shape()).reduce(1, (a, b) -> a * b); }

    public Dtype dtype() { return TorchRuntime.backend().dtype(handle()); }

    public Device device() { return TorchRuntime.backend().device(handle()); }

    public boolean isContiguous() { return TorchRuntime.backend().isContiguous(handle()); }

    /** Elements times element size. */
    public long byteSize() { return TorchRuntime.backend().bytes(handle()); }

    @Override
    public String toString() {
        return handle == null ? "closed tensor" : dtype() + Arrays.toString(shape()) + "@" + device();
    }

    // ---- reading values

    /**
     * The elements themselves, in native byte order, without a copy: of a contiguous tensor on the CPU. Valid until the
     * tensor is closed; not checked.
     */
    public MemorySegment memory() {
        if (!device().isCpu() || !isContiguous()) {
            throw new TorchException("memory: only of a contiguous tensor on the CPU (got " + this
                    + "). Call to(Device.CPU).contiguous() first.");
        }
        return MemorySegment.ofAddress(TorchRuntime.backend().address(handle())).reinterpret(byteSize());
    }

    /** A copy of all elements, converted to float. */
    public float[] floats() {
        try (TensorScope _ = TensorScope.open()) {
            Tensor plain = plain(Dtype.F32);
            return numel() == 0 ? new float[0] : plain.memory().toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    /** A copy of all elements, converted to double. */
    public double[] doubles() {
        try (TensorScope _ = TensorScope.open()) {
            Tensor plain = plain(Dtype.F64);
            return numel() == 0 ? new double[0] : plain.memory().toArray(ValueLayout.JAVA_DOUBLE);
        }
    }

    /** A copy of all elements, converted to int as a C cast does. */
    public int[] ints() {
        try (TensorScope _ = TensorScope.open()) {
            Tensor plain = plain(Dtype.I32);
            return numel() == 0 ? new int[0] : plain.memory().toArray(ValueLayout.JAVA_INT);
        }
    }

    /** A copy of all elements, converted to unsigned bytes as a C cast does; booleans give 0 and 1. */
    public byte[] bytes() {
        try (TensorScope _ = TensorScope.open()) {
            Tensor plain = plain(Dtype.U8);
            return numel() == 0 ? new byte[0] : plain.memory().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private Tensor plain(Dtype dtype) { return to(Device.CPU, dtype).contiguous(); }

    /** The value of a tensor with one element. */
    public double item() {
        double[] values = doubles();
        if (values.length != 1) throw new TorchException("item: needs one element (got " + this + "). Reduce it.");
        return values[0];
    }

    // ---- type and device

    /** This tensor if it already is of that type, else a converted copy. */
    public Tensor to(Dtype dtype) {
        return dtype == dtype() ? this : to(device(), dtype);
    }

    /** This tensor if it already is there, else a copy. */
    public Tensor to(Device device) {
        return device.equals(device()) ? this : to(device, dtype());
    }

    /** This tensor if it already is so, else a copy. */
    public Tensor to(Device device, Dtype dtype) {
        if (dtype == dtype() && device.equals(device())) return this;
        return call("to", "device", this, device, dtype, false, false, null);
    }

    /** This tensor if its elements already lie in row-major order, else a copy. */
    public Tensor contiguous() {
        return isContiguous() ? this : copy();
    }

    /** A contiguous copy in memory of its own. */
    public Tensor copy() { return call("clone", "", this, 0L); }

    // ---- shape

    /** One extent may be -1. A view when the strides allow it. */
    public Tensor reshape(long... shape) {
        return call("reshape", "", this, shape);
    }

    /** Joins the dimensions from first to last. */
    public Tensor flatten(int first, int last) {
        return call("flatten", "using_ints", this, (long) first, (long) last);
    }

    public Tensor permute(long... dims) { return call("permute", "", this, dims); }

    public Tensor transpose(int a, int b) { return call("transpose", "int", this, (long) a, (long) b); }

    public Tensor unsqueeze(int dim) { return call("unsqueeze", "", this, (long) dim); }

    public Tensor squeeze(int dim) { return call("squeeze", "dim", this, (long) dim); }

    /** Repeats extents of 1 without copying; -1 leaves an extent. */
    public Tensor expand(long... shape) {
        return call("expand", "", this, shape, false);
    }

    /** Copies the whole tensor that often along each dimension. */
    public Tensor repeat(long... times) {
        return call("repeat", "", this, times);
    }

    /** Repeats each element that often along a dimension: a, a, b, b. */
    public Tensor repeatInterleave(long times, int dim) {
        return call("repeat_interleave", "self_int", this, times, (long) dim, null);
    }

    /** The view of {@code length} entries from {@code start} on. */
    public Tensor narrow(int dim, long start, long length) {
        return call("narrow", "", this, (long) dim, start, length);
    }

    /** The view of entries start, start + step, ... below end; negative ends count from the back. */
    public Tensor slice(int dim, long start, long end, long step) {
        return call("slice", "Tensor", this, (long) dim, start, end, step);
    }

    /** The view of one entry, without that dimension. */
    public Tensor select(int dim, long index) {
        return call("select", "int", this, (long) dim, index);
    }

    /** Shifts cyclically: entry i goes to i + shift. */
    public Tensor roll(long[] shifts, long[] dims) {
        return call("roll", "", this, shifts, dims);
    }

    public static Tensor cat(List<Tensor> tensors, int dim) {
        return call("cat", "", tensors.toArray(Tensor[]::new), (long) dim);
    }

    public static Tensor cat(int dim, Tensor... tensors) { return call("cat", "", tensors, (long) dim); }

    public static Tensor stack(List<Tensor> tensors, int dim) {
        return call("stack", "", tensors.toArray(Tensor[]::new), (long) dim);
    }

    /** Views of the given lengths, in order. */
    public List<Tensor> split(int dim, long... lengths) {
        return callAll("split_with_sizes", "", this, lengths, (long) dim);
    }

    /** Views of equal length, the last one possibly shorter. */
    public List<Tensor> chunk(int parts, int dim) {
        return callAll("chunk", "", this, (long) parts, (long) dim);
    }

    // ---- picking and placing

    /** Rows (entries of {@code dim}) at the given positions; the index is I32 or I64 with one dimension. */
    public Tensor indexSelect(int dim, Tensor index) {
        return call("index_select", "", this, (long) dim, index);
    }

    public Tensor indexAddInPlace(int dim, Tensor index, Tensor source) {
        return inPlace("index_add_", "", this, (long) dim, index, source, scalar(1L));
    }

    public Tensor indexCopyInPlace(int dim, Tensor index, Tensor source) {
        return inPlace("index_copy_", "", this, (long) dim, index, source);
    }

    /** Overwrites this tensor, converting type and device; {@code source} broadcasts. */
    public Tensor copyInPlace(Tensor source) {
        return inPlace("copy_", "", this, source, false);
    }

    public Tensor addInPlace(Tensor other) { return inPlace("add_", "Tensor", this, other, scalar(1L)); }

    /** Moves by a share of the way to {@code end}. */
    public Tensor lerpInPlace(Tensor end, double share) {
        return inPlace("lerp_", "Scalar", this, end, scalar(share));
    }

    public Tensor mulInPlace(Tensor other) { return inPlace("mul_", "Tensor", this, other); }

    public Tensor mulInPlace(double other) { return inPlace("mul_", "Scalar", this, scalar(other)); }

    /** Writes {@code indexSelect(dim, index)} of source into this tensor, which has that shape. */
    public Tensor indexSelectInto(Tensor source, int dim, Tensor index) {
        return inPlace("index_select", "out", source, (long) dim, index, this);
    }

    // ---- arithmetic

    public Tensor add(Tensor other) { return call("add", "Tensor", this, other, scalar(1L)); }

    public Tensor add(double other) { return call("add", "Scalar", this, scalar(other), scalar(1L)); }

    public Tensor add(long other) { return call("add", "Scalar", this, scalar(other), scalar(1L)); }

    public Tensor sub(Tensor other) { return call("sub", "Tensor", this, other, scalar(1L)); }

    public Tensor sub(double other) { return call("sub", "Scalar", this, scalar(other), scalar(1L)); }

    public Tensor sub(long other) { return call("sub", "Scalar", this, scalar(other), scalar(1L)); }

    public Tensor mul(Tensor other) { return call("mul", "Tensor", this, other); }

    public Tensor mul(double other) { return call("mul", "Scalar", this, scalar(other)); }

    public Tensor mul(long other) { return call("mul", "Scalar", this, scalar(other)); }

    /** True division: integers give F32. */
    public Tensor div(Tensor other) {
        return call("div", "Tensor", this, other);
    }

    /** True division: integers give F32. */
    public Tensor div(double other) {
        return call("div", "Scalar", this, scalar(other));
    }

    /** Division rounded towards minus infinity. */
    public Tensor floorDivide(long other) {
        return call("div", "Scalar_mode", this, scalar(other), "floor");
    }

    /** The remainder with the divisor's sign. */
    public Tensor remainder(double other) {
        return call("remainder", "Scalar", this, scalar(other));
    }

    /** The remainder with the divisor's sign. */
    public Tensor remainder(long other) {
        return call("remainder", "Scalar", this, scalar(other));
    }

    public Tensor clamp(double low, double high) { return call("clamp", "", this, scalar(low), scalar(high)); }

    public Tensor clamp(long low, long high) { return call("clamp", "", this, scalar(low), scalar(high)); }

    public Tensor clampMin(double low) { return call("clamp_min", "", this, scalar(low)); }

    public Tensor neg() { return call("neg", "", this); }

    public Tensor abs() { return call("abs", "", this); }

    public Tensor square() { return call("square", "", this); }

    public Tensor sqrt() { return call("sqrt", "", this); }

    public Tensor exp() { return call("exp", "", this); }

    public Tensor log() { return call("log", "", this); }

    public Tensor sin() { return call("sin", "", this); }

    public Tensor cos() { return call("cos", "", this); }

    public Tensor sigmoid() { return call("sigmoid", "", this); }

    /** To the nearest integer, ties to the even one. */
    public Tensor round() { return call("round", "", this); }

    // ---- comparison and logic

    public Tensor eq(Tensor other) { return call("eq", "Tensor", this, other); }

    public Tensor eq(double other) { return call("eq", "Scalar", this, scalar(other)); }

    public Tensor ne(double other) { return call("ne", "Scalar", this, scalar(other)); }

    public Tensor gt(Tensor other) { return call("gt", "Tensor", this, other); }

    public Tensor gt(double other) { return call("gt", "Scalar", this, scalar(other)); }

    // ---- reductions

    /** The largest element along a dimension, which stays with one element. */
    public Tensor largest(int dim) {
        return call("amax", "", this, new long[]{dim}, true);
    }

    /** Over all elements. */
    public Tensor sum() { return call("sum", "", this, null); }

    public Tensor sum(int dim, boolean keep) { return call("sum", "dim_IntList", this, new long[]{dim}, keep, null); }

    /** Over all elements. */
    public Tensor mean() { return call("mean", "", this, null); }

    public Tensor sum(long[] dims, boolean keep) { return call("sum", "dim_IntList", this, dims, keep, null); }

    public Tensor mean(long[] dims, boolean keep) { return call("mean", "dim", this, dims, keep, null); }

    /** Standard deviation over all elements; divides by n - correction. */
    public Tensor std(long correction) {
        return call("std", "correction", this, null, scalar(correction), false);
    }

    /** Over all elements. */
    public Tensor max() { return call("max", "", this); }

    /** Over all elements. */
    public Tensor min() { return call("min", "", this); }

    /** The least element; NaN if any element is. Reads one value back. */
    public double least() {
        try (TensorScope _ = TensorScope.open()) {
            return min().item();
        }
    }

    /** The greatest element; NaN if any element is. Reads one value back. */
    public double greatest() {
        try (TensorScope _ = TensorScope.open()) {
            return max().item();
        }
    }

    /** Euclidean norm along a dimension. */
    public Tensor norm(int dim, boolean keep) {
        return call("linalg_vector_norm", "", this, scalar(2L), new long[]{dim}, keep, null);
    }

    // ---- order

    /** Coordinates of nonzero elements, row-major: I64 [n, rank]. */
    public Tensor nonzero() {
        return call("nonzero", "", this);
    }

    // ---- matrices

    /** Batched matrix product with broadcasting. */
    public Tensor matmul(Tensor other) {
        return call("matmul", "", this, other);
    }

    /** Frees the native memory now; closing again does nothing. */
    @Override
    public void close() {
        if (handle == null) return;
        if (owner != null) owner.forget(this);
        owner = null;
        TorchRuntime.backend().free(handle);
        handle = null;
        TorchRuntime.ledger().closed(bytes);
    }
}
