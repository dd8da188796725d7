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

    /** Calls an operator: the arguments on the stack are taken, the results put in their place from the first on. */
    void dispatch(MemorySegment operator, MemorySegment overload, MemorySegment stack, long version) {
        try {
            check((int) dispatch.invokeExact(operator, overload, stack, version));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** A further handle of the same tensor. */
    long newTensor(long tensor) { return newLong(newTensor, tensor); }

    void deleteTensor(long tensor) { call(deleteTensor, tensor); }

    long newList(long size) { return newLong(newList, size); }

    void pushBack(long list, long value) {
        try {
            check((int) pushBack.invokeExact(list, value));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    long listSize(long list) { return newLong(listSize, list); }

    long listItem(long list, long index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check((int) listItem.invokeExact(list, index, out));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    void deleteList(long list) { call(deleteList, list); }

    long newString(String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            check((int) newString.invokeExact(arena.allocateFrom(JAVA_BYTE, bytes), (long) bytes.length, out));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** What an argument that may be none is when it is not: the address of a value. */
    long newCell(long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            check((int) newCell.invokeExact(out));
            MemorySegment cell = out.get(ADDRESS, 0).reinterpret(Long.BYTES);
            cell.set(JAVA_LONG, 0, value);
            return cell.address();
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    long[] shape(long tensor) {
        long rank = newLong(dim, tensor);
        MemorySegment borrowed = MemorySegment.ofAddress(newLong(sizes, tensor)).reinterpret(rank * Long.BYTES);
        return borrowed.toArray(JAVA_LONG);
    }

    int dtype(long tensor) { return newInt(dtype, tensor); }

    int deviceType(long tensor) { return newInt(deviceType, tensor); }

    int deviceIndex(long tensor) { return newInt(deviceIndex, tensor); }

    boolean isContiguous(long tensor) { return newInt(contiguous, tensor) != 0; }

    long address(long tensor) { return newLong(data, tensor); }

    /** A tensor of rows over memory on the CPU; {@code deleter} is called with its address when nothing uses it. */
    long fromBlob(MemorySegment memory, long[] shape, int dtype, MemorySegment deleter) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, shape[i]);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check((int) fromBlob.invokeExact(memory, (long) shape.length, arena.allocateFrom(JAVA_LONG, shape),
                    arena.allocateFrom(JAVA_LONG, strides), 0L, dtype, Device.Kind.CPU.code(), -1, out, 0,
                    MemorySegment.NULL, 0L, deleter, MemorySegment.NULL));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** a - share * b; integers are refused. */
    long subtract(long a, long b, double share) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check((int) subtract.invokeExact(a, b, share, out));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** A tensor without dimensions, on the CPU: F64. */
    long of(double value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check((int) ofDouble.invokeExact(value, out));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** A tensor without dimensions, on the CPU: F32. */
    long of(float value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check((int) ofFloat.invokeExact(value, out));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** A tensor without dimensions, on the CPU: I64. */
    long of(long value) { return newLong(ofLong, value); }

    boolean gradientsAreOn() {
        try {
            return (boolean) gradientsOn.invokeExact();
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** For this thread. */
    void switchGradients(boolean on) {
        try {
            switchGradients.invokeExact(on);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    int threads() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_INT);
            check((int) threads.invokeExact(out));
            return out.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    void threads(int count) {
        try {
            setThreads.invokeExact(count);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private void call(MethodHandle function, long argument) {
        try {
            check((int) function.invokeExact(argument));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private long newLong(MethodHandle function, long argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(JAVA_LONG);
            check((int) function.invokeExact(argument, out));
            return out.get(JAVA_LONG, 0);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Of an int or a bool, whose other bytes stay 0. */
    private int newInt(MethodHandle function, long argument) {
        return (int) newLong(function, argument);
    }

    private void check(int code) throws Throwable {
        if (code == 0) return;
        MemorySegment text = (MemorySegment) lastError.invokeExact();
        String what = text.equals(MemorySegment.NULL)
                ? "libtorch failed without a reason"
                : text.reinterpret(Long.MAX_VALUE).getString(0);
        int end = what.indexOf('\n');
        throw new TorchException(end < 0 ? what : what.substring(0, end));
    }

    private static RuntimeException rethrown(Throwable e) {
        if (e instanceof Error error) throw error;
        return e instanceof RuntimeException known ? known : new IllegalStateException("a C function threw", e);
    }
}
