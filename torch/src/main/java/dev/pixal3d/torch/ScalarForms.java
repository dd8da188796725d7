// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.torch.Backend.Scalar;
import dev.pixal3d.torch.StableValues.Handle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Operators with arguments of type Scalar, which libtorch's C call refuses, by others that give the same numbers: the
 * forms that take a tensor, given one without dimensions, whose type yields to the other's as a number's does.
 *
 * <p>
 * Sums have no such form, because of the factor that they all take. Of floating tensors they are differences with the
 * factor -1, for which C has a function; of integers, and in place, {@code _foreach_addcmul} does it, which takes its
 * factors in a tensor: this + 1 * other * 1. (In place by a difference and a copy was tried: 1.8 times as long on
 * 4096 x 1536 BF16, 3.2 times in F32, and memory for another such tensor.)
 */
final class ScalarForms {
    private final StableBackend backend;
    private final StableFunctions functions;
    private final Map<String, Handle> ones = new ConcurrentHashMap<>();

    ScalarForms(StableBackend backend, StableFunctions functions) {
        this.backend = backend;
        this.functions = functions;
    }

    /** The results of an operator of that name and overload, if it is one of these; what else is made is freed. */
    @Nullable
    List<Object> call(String operator, @Nullable Object... args) {
        if (args.length > 1 && args[1] instanceof Scalar && args[0] instanceof Handle self && rank(self) == 0) {
            return ofOne(operator, self, args);
        }
        try (Temporaries held = new Temporaries()) {
            return switch (operator) {
                case "add.Tensor", "add.Scalar" -> sum(held, args, -1);
                case "sub.Tensor", "sub.Scalar" -> sum(held, args, 1);
                case "add_.Tensor", "add_.Scalar" -> plus("_foreach_addcmul_", tensor(args, 0), operand(held, args));
                case "mul.Scalar" -> binary(held, "mul", args);
                // in this order libtorch rounds the number to the tensor's type, as its own form does
                case "mul_.Scalar" -> backend.call("mul", "out", operand(held, args), args[0], args[0]);
                case "div.Scalar" -> binary(held, "div", args);
                case "eq.Scalar" -> binary(held, "eq", args);
                case "ne.Scalar" -> binary(held, "ne", args);
                case "gt.Scalar" -> binary(held, "gt", args);
                case "remainder.Scalar" -> binary(held, "remainder", args);
                case "div.Scalar_mode" ->
                    backend.call("div", "Tensor_mode", args[0], operand(held, args), args[2]);
                case "clamp." ->
                    backend.call("clamp", "Tensor", args[0], beside(held, args, 1), beside(held, args, 2));
                case "clamp_min." -> backend.call("clamp_min", "Tensor", args[0], beside(held, args, 1));
                case "full." -> full(held, args);
                case "arange.start" -> arange(held, args);
                case "index_add_." -> indexAdd(held, args);
                case "std.correction" -> std(args);
                case "linalg_vector_norm." -> norm(args);
                case "softplus." -> softplus(held, args);
                default -> null;
            };
        }
    }

    /** A tensor without dimensions would take its type from the number's: it gets one meanwhile. */
    private @Nullable List<Object> ofOne(String operator, Handle self, @Nullable Object[] args) {
        try (Temporaries held = new Temporaries()) {
            @Nullable
            Object[] wider = args.clone();
            wider[0] = held.add(reshaped(self, 1));
            List<Object> results = call(operator, wider);
            if (results == null) return null;
            List<Object> narrow = new ArrayList<>(results.size());
            for (Object result : results) narrow.add(reshaped(held.add((Handle) result)));
            return narrow;
        }
    }

    private long rank(Handle tensor) { return functions.shape(tensor.address()).length; }

    private Handle reshaped(Handle tensor, long... shape) {
        return (Handle) backend.call("reshape", "", tensor, shape).getFirst();
    }

    private static Handle tensor(@Nullable Object[] args, int i) {
        if (args[i] instanceof Handle h) return h;
        throw new IllegalArgumentException("argument " + i + " is no tensor");
    }

    private static Number scalar(@Nullable Object[] args, int i) {
        if (args[i] instanceof Scalar(Number n)) return n;
        throw new IllegalArgumentException("argument " + i + " is no number");
    }

    private static double number(@Nullable Object[] args, int i) { return scalar(args, i).doubleValue(); }

    /** The second argument as a tensor. */
    private Handle operand(Temporaries held, @Nullable Object[] args) {
        return args[1] instanceof Scalar(Number n) ? held.add(made(tensor(args, 0), n)) : tensor(args, 1);
    }

    /** A number as a tensor without dimensions that does not change the type of a result with {@code other}. */
    private Handle made(Handle other, Number n) {
        if (n instanceof Long l) return new Handle(functions.of(l.longValue()));
        boolean wide = backend.dtype(other).isFloating();
        return new Handle(wide ? functions.of(n.doubleValue()) : functions.of(n.floatValue()));
    }

    private Handle moved(Handle tensor, Device device, Dtype type) {
        return (Handle) backend.call("to", "device", tensor, device, type, false, true, null).getFirst();
    }

    private List<Object> binary(Temporaries held, String operator, @Nullable Object[] args) {
        return backend.call(operator, "Tensor", args[0], operand(held, args));
    }

    private List<Object> sum(Temporaries held, @Nullable Object[] args, double share) {
        Handle a = tensor(args, 0);
        Handle b = operand(held, args);
        if (backend.dtype(a).isFloating() || backend.dtype(b).isFloating()) {
            return List.of(new Handle(functions.subtract(a.address(), b.address(), share)));
        }
        if (share < 0) return plus("_foreach_addcmul", a, b);
        return plus("_foreach_addcmul", a, held.add((Handle) backend.call("neg", "", b).getFirst()));
    }

    private List<Object> plus(String operator, Handle a, Handle b) {
        Handle one = one(backend.device(a), backend.dtype(a).isFloating(), false);
        Handle factor = one(Device.CPU, backend.dtype(a).isFloating(), true);
        return backend.call(operator, "Tensor", new Object[]{a}, new Object[]{b}, new Object[]{one}, factor);
    }

    /** Kept for the life of the process: a sum on an accelerator would else wait for its copy. */
    private Handle one(Device device, boolean floating, boolean inList) {
        return ones.computeIfAbsent(device + " " + floating + " " + inList, _ -> {
            try (Temporaries held = new Temporaries()) {
                Handle plain = held.add(new Handle(floating ? functions.of(1.0) : functions.of(1L)));
                Handle there = moved(plain, device, floating ? Dtype.F64 : Dtype.I64);
                return inList ? reshaped(held.add(there), 1) : there;
            }
        });
    }

    /** A bound, where the first tensor is: bounds are not taken from the CPU as other numbers are. */
    private Handle beside(Temporaries held, @Nullable Object[] args, int i) {
        Handle bound = held.add(made(tensor(args, 0), scalar(args, i)));
        Device device = backend.device(tensor(args, 0));
        return device.isCpu() ? bound : held.add(moved(bound, device, backend.dtype(bound)));
    }

    private List<Object> full(Temporaries held, @Nullable Object[] args) {
        List<Object> made = backend.call("empty", "memory_format", args[0], args[2], args[3], args[4], args[5], null);
        backend.call("fill_", "Tensor", made.getFirst(), held.add(new Handle(functions.of(number(args, 1)))))
                .forEach(backend::free);
        return made;
    }

    private List<Object> arange(Temporaries held, @Nullable Object[] args) {
        long start = (long) number(args, 0);
        int count = Math.toIntExact(Math.max(0, (long) number(args, 1) - start));
        long[] values = new long[count];
        for (int i = 0; i < count; i++) values[i] = start + i;
        return List.of(moved(held.add(backend.copyOf(values)), (Device) args[4], (Dtype) args[2]));
    }

    private List<Object> indexAdd(Temporaries held, @Nullable Object[] args) {
        long[] shape = functions.shape(tensor(args, 3).address());
        long[] along = new long[shape.length];
        Arrays.fill(along, 1);
        int dim = Math.toIntExact((Long) args[1]);
        along[dim < 0 ? dim + along.length : dim] = -1;
        Handle rows = held.add(reshaped(tensor(args, 2), along));
        Handle everywhere = held.add((Handle) backend.call("expand", "", rows, shape, false).getFirst());
        return backend.call("scatter_add_", "", args[0], args[1], everywhere, args[3]);
    }

    private List<Object> std(@Nullable Object[] args) {
        double correction = number(args, 2);
        if (args[1] != null || correction != 0 && correction != 1) {
            throw new IllegalArgumentException("std: of all elements, with correction 0 or 1");
        }
        return backend.call("std", "", args[0], correction == 1);
    }

    private List<Object> norm(@Nullable Object[] args) {
        if (number(args, 1) != 2) throw new IllegalArgumentException("norm: Euclidean only");
        return backend.call("linalg_norm", "", args[0], null, args[2], args[3], args[4]);
    }

    /** ln(1 + e^x), and x above the threshold; beta is 1. Half precision is computed in F32, as libtorch does. */
    private List<Object> softplus(Temporaries held, @Nullable Object[] args) {
        if (number(args, 1) != 1) throw new IllegalArgumentException("softplus: beta is 1");
        Handle given = tensor(args, 0);
        Dtype type = backend.dtype(given);
        boolean half = type == Dtype.BF16 || type == Dtype.F16;
        Handle x = half ? held.add(moved(given, backend.device(given), Dtype.F32)) : given;
        Handle above = held.add((Handle) backend.call("gt", "Scalar", x, args[2]).getFirst());
        Handle power = held.add((Handle) backend.call("exp", "", x).getFirst());
        Handle log = held.add((Handle) backend.call("log1p", "", power).getFirst());
        Handle result = (Handle) backend.call("where", "self", above, x, log).getFirst();
        return half ? List.of(moved(held.add(result), backend.device(given), type)) : List.of(result);
    }

    /** Handles that go when the block ends. */
    private final class Temporaries implements AutoCloseable {
        private final List<Handle> held = new ArrayList<>(2);

        Handle add(Handle handle) {
            held.add(handle);
            return handle;
        }

        @Override
        public void close() { held.forEach(backend::free); }
    }
}
