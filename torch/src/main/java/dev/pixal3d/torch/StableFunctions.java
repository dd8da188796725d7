// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The functions of libtorch's stable C interface that {@link StableBackend} calls, as its headers
 * {@code torch/csrc/stable/c/shim.h} and {@code torch/csrc/inductor/aoti_torch/c/shim.h} declare them. A tensor is the
 * address of a handle that its holder deletes. Every function that can fail returns a code, and leaves the reason with
 * the calling thread.
 */
final class StableFunctions {
    private static final int NO_INDEX = -1;
    private static final int STRIDED = 0;

    private final SymbolLookup library;
    private final MethodHandle dispatch;
    private final MethodHandle lastError;
    private final MethodHandle newTensor;
    private final MethodHandle deleteTensor;
    private final MethodHandle newList;
    private final MethodHandle pushBack;
    private final MethodHandle listSize;
    private final MethodHandle listItem;
    private final MethodHandle deleteList;
    private final MethodHandle newString;
    private final MethodHandle newCell;
    private final MethodHandle dim;
    private final MethodHandle sizes;
    private final MethodHandle dtype;
    private final MethodHandle deviceType;
    private final MethodHandle deviceIndex;
    private final MethodHandle contiguous;
    private final MethodHandle data;
    private final MethodHandle fromBlob;
    private final MethodHandle subtract;
    private final MethodHandle ofDouble;
    private final MethodHandle ofFloat;
    private final MethodHandle ofLong;
    private final MethodHandle gradientsOn;
    private final MethodHandle switchGradients;
    private final MethodHandle threads;
    private final MethodHandle setThreads;

    /**
     * @throws java.util.NoSuchElementException
     *             with the name of a function that the library does not have
     */
    StableFunctions(SymbolLookup library) {
        this.library = library;
        dispatch = fallible("torch_call_dispatcher", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        lastError = function("torch_exception_get_what_without_backtrace", FunctionDescriptor.of(ADDRESS));
        newTensor = fallible("aoti_torch_new_tensor_handle", JAVA_LONG, ADDRESS);
        deleteTensor = fallible("aoti_torch_delete_tensor_object", JAVA_LONG);
        newList = fallible("torch_new_list_reserve_size", JAVA_LONG, ADDRESS);
        pushBack = fallible("torch_list_push_back", JAVA_LONG, JAVA_LONG);
        listSize = fallible("torch_list_size", JAVA_LONG, ADDRESS);
        listItem = fallible("torch_list_get_item", JAVA_LONG, JAVA_LONG, ADDRESS);
        deleteList = fallible("torch_delete_list", JAVA_LONG);
        newString = fallible("torch_new_string_handle", ADDRESS, JAVA_LONG, ADDRESS);
        newCell = fallible("torch_new_stable_ivalue", ADDRESS);
        dim = fallible("aoti_torch_get_dim", JAVA_LONG, ADDRESS);
        sizes = fallible("aoti_torch_get_sizes", JAVA_LONG, ADDRESS);
        dtype = fallible("aoti_torch_get_dtype", JAVA_LONG, ADDRESS);
        deviceType = fallible("aoti_torch_get_device_type", JAVA_LONG, ADDRESS);
        deviceIndex = fallible("aoti_torch_get_device_index", JAVA_LONG, ADDRESS);
        contiguous = fallible("aoti_torch_is_contiguous", JAVA_LONG, ADDRESS);
        data = fallible("aoti_torch_get_data_ptr", JAVA_LONG, ADDRESS);
        fromBlob = fallible("torch_from_blob", ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT,
                JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
        subtract = fallible("aoti_torch_aten_subtract_Tensor", JAVA_LONG, JAVA_LONG, JAVA_DOUBLE, ADDRESS);
        ofDouble = fallible("aoti_torch_scalar_to_tensor_float64", JAVA_DOUBLE, ADDRESS);
        ofFloat = fallible("aoti_torch_scalar_to_tensor_float32", JAVA_FLOAT, ADDRESS);
        ofLong = fallible("aoti_torch_scalar_to_tensor_int64", JAVA_LONG, ADDRESS);
        gradientsOn = function("aoti_torch_grad_mode_is_enabled", FunctionDescriptor.of(JAVA_BOOLEAN));
        switchGradients = function("aoti_torch_grad_mode_set_enabled", FunctionDescriptor.ofVoid(JAVA_BOOLEAN));
        threads = fallible("torch_get_num_threads", ADDRESS);
        // at::set_num_threads(int): the C interface has none
        setThreads = function("_ZN2at15set_num_threadsEi", FunctionDescriptor.ofVoid(JAVA_INT));
    }

    private MethodHandle fallible(String name, MemoryLayout... parameters) {
        return function(name, FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    /** A call that returns a code and writes its result, if it has one, to where it is told. */
    private interface Call {
        int code(MemorySegment result) throws Throwable;
    }

    /** The result, 64 bits of it: of a shorter one the rest is 0. */
    private long result(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(JAVA_LONG);
            if (call.code(result) != 0) throw new TorchException(reason());
            return result.get(JAVA_LONG, 0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a C function threw", e);
        }
    }

    /** What went wrong last on this thread; libtorch appends where in its code. */
    private String reason() throws Throwable {
        MemorySegment text = (MemorySegment) lastError.invokeExact();
        if (text.equals(MemorySegment.NULL)) return "libtorch failed without a reason";
        String what = text.reinterpret(Long.MAX_VALUE).getString(0);
        int end = what.indexOf('\n');
        return end < 0 ? what : what.substring(0, end);
    }

    /** Calls an operator: the arguments on the stack are taken, the results put in their place from the first on. */
    void dispatch(MemorySegment operator, MemorySegment overload, MemorySegment stack, long version) {
        result(_ -> (int) dispatch.invokeExact(operator, overload, stack, version));
    }

    /** A further handle of the same tensor. */
    long newTensor(long tensor) {
        return result(out -> (int) newTensor.invokeExact(tensor, out));
    }

    void deleteTensor(long tensor) { result(_ -> (int) deleteTensor.invokeExact(tensor)); }

    long newList(long size) { return result(out -> (int) newList.invokeExact(size, out)); }

    void pushBack(long list, long value) { result(_ -> (int) pushBack.invokeExact(list, value)); }

    long listSize(long list) { return result(out -> (int) listSize.invokeExact(list, out)); }

    long listItem(long list, long index) { return result(out -> (int) listItem.invokeExact(list, index, out)); }

    void deleteList(long list) { result(_ -> (int) deleteList.invokeExact(list)); }

    long newString(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment characters = arena.allocateFrom(JAVA_BYTE, bytes);
            return result(out -> (int) newString.invokeExact(characters, (long) bytes.length, out));
        }
    }

    /** What an argument that may be none is when it is not: the address of a value. */
    long newCell(long value) {
        long address = result(out -> (int) newCell.invokeExact(out));
        MemorySegment.ofAddress(address).reinterpret(Long.BYTES).set(JAVA_LONG, 0, value);
        return address;
    }

    long[] shape(long tensor) {
        long rank = result(out -> (int) dim.invokeExact(tensor, out));
        long borrowed = result(out -> (int) sizes.invokeExact(tensor, out));
        return MemorySegment.ofAddress(borrowed).reinterpret(rank * Long.BYTES).toArray(JAVA_LONG);
    }

    int dtype(long tensor) { return (int) result(out -> (int) dtype.invokeExact(tensor, out)); }

    int deviceType(long tensor) { return (int) result(out -> (int) deviceType.invokeExact(tensor, out)); }

    /** -1 where the device has none. */
    int deviceIndex(long tensor) {
        return (int) result(out -> (int) deviceIndex.invokeExact(tensor, out));
    }

    boolean isContiguous(long tensor) { return result(out -> (int) contiguous.invokeExact(tensor, out)) != 0; }

    long address(long tensor) { return result(out -> (int) data.invokeExact(tensor, out)); }

    /** A row-major tensor over memory on the CPU; {@code deleter} is called with its address when nothing uses it. */
    long fromBlob(MemorySegment memory, long[] shape, int dtype, MemorySegment deleter) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, shape[i]);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment extents = arena.allocateFrom(JAVA_LONG, shape);
            MemorySegment steps = arena.allocateFrom(JAVA_LONG, strides);
            return result(out -> (int) fromBlob.invokeExact(memory, (long) shape.length, extents, steps, 0L, dtype,
                    Device.Kind.CPU.code(), NO_INDEX, out, STRIDED, MemorySegment.NULL, 0L, deleter,
                    MemorySegment.NULL));
        }
    }

    /** a - share * b; integers are refused. */
    long subtract(long a, long b, double share) {
        return result(out -> (int) subtract.invokeExact(a, b, share, out));
    }

    /** A tensor without dimensions, on the CPU: F64. */
    long of(double value) {
        return result(out -> (int) ofDouble.invokeExact(value, out));
    }

    /** A tensor without dimensions, on the CPU: F32. */
    long of(float value) {
        return result(out -> (int) ofFloat.invokeExact(value, out));
    }

    /** A tensor without dimensions, on the CPU: I64. */
    long of(long value) {
        return result(out -> (int) ofLong.invokeExact(value, out));
    }

    boolean gradientsAreOn() {
        return result(out -> {
            out.set(JAVA_BOOLEAN, 0, (boolean) gradientsOn.invokeExact());
            return 0;
        }) != 0;
    }

    /** For this thread. */
    void switchGradients(boolean on) {
        result(_ -> {
            switchGradients.invokeExact(on);
            return 0;
        });
    }

    int threads() { return (int) result(out -> (int) threads.invokeExact(out)); }

    void threads(int count) {
        result(_ -> {
            setThreads.invokeExact(count);
            return 0;
        });
    }
}
