// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arguments and results of libtorch's C call of an operator, 64 bits each: numbers as they are, a double by its bits, a
 * device as kind and index, tensors, lists and texts as handles that the call takes over, and what may be none as the
 * address of a cell with the value.
 */
final class StableValues {
    /** A tensor of this library; whoever holds it frees it. */
    record Handle(long address) {}

    private final StableFunctions functions;

    StableValues(StableFunctions functions) { this.functions = functions; }

    /** The stack for a call, with room for its results. */
    MemorySegment stack(Arena arena, OperatorTable.Operator operator, @Nullable Object[] arguments) {
        if (arguments.length != operator.arguments().size()) {
            throw new IllegalArgumentException(operator.name().getString(0) + " takes " + operator.arguments().size()
                    + " arguments, got " + arguments.length);
        }
        MemorySegment stack = arena.allocate(ValueLayout.JAVA_LONG,
                Math.max(arguments.length, operator.results().size()));
        for (int i = 0; i < arguments.length; i++) {
            @Nullable
            Object argument = arguments[i];
            long value = argument == null ? 0 : encoded(argument);
            boolean inCell = argument != null && operator.mayBeNone(i);
            stack.setAtIndex(ValueLayout.JAVA_LONG, i, inCell ? functions.newCell(value) : value);
        }
        return stack;
    }

    private long encoded(Object argument) {
        return switch (argument) {
            case Handle h -> functions.newTensor(h.address());
            case Long l -> l;
            case Double d -> Double.doubleToRawLongBits(d);
            case Boolean b -> b ? 1 : 0;
            case String s -> functions.newString(s);
            case Dtype d -> d.code();
            case Device d -> (long) d.kind().code() << 32 | (d.isCpu() ? 0xFFFFFFFFL : d.index());
            case Backend.NoScalars _ -> list(0, i -> i);
            case long[] values -> list(values.length, i -> values[i]);
            case double[] values -> list(values.length, i -> Double.doubleToRawLongBits(values[i]));
            case Object[] handles -> list(handles.length, i -> encoded(handles[i]));
            default -> throw new IllegalArgumentException("no such argument kind: " + argument.getClass());
        };
    }

    private long list(int size, IntToLongFunction element) {
        long list = functions.newList(size);
        for (int i = 0; i < size; i++) functions.pushBack(list, element.applyAsLong(i));
        return list;
    }

    /** The tensors that a call has left on its stack. */
    List<Object> results(MemorySegment stack, OperatorTable.Operator operator) {
        List<Object> all = new ArrayList<>(1);
        for (int i = 0; i < operator.results().size(); i++) {
            long value = stack.getAtIndex(ValueLayout.JAVA_LONG, i);
            if (operator.results().get(i).equals("Tensor")) {
                all.add(new Handle(value));
                continue;
            }
            long count = functions.listSize(value);
            for (long k = 0; k < count; k++) all.add(new Handle(functions.listItem(value, k)));
            functions.deleteList(value);
        }
        return all;
    }
}
