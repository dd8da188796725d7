// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operators that {@link StableBackend} may call, with the types of their arguments in libtorch 2.13: the C call
 * wants to know which of them may be none, and cannot be asked. A test compares {@code operators.txt} with libtorch.
 */
final class OperatorTable {
    /**
     * One operator.
     *
     * @param arguments
     *            types as the schema has them: Tensor, Tensor?, int[], ...
     * @param results
     *            types of what it returns: Tensor, Tensor[], or nothing
     */
    record Operator(MemorySegment name, MemorySegment overload, List<String> arguments, List<String> results) {
        boolean mayBeNone(int argument) { return arguments.get(argument).endsWith("?"); }
    }

    private static final String FILE = "operators.txt";
    private static final String ATEN = "aten::";

    private final Map<String, Operator> operators;

    private OperatorTable(Map<String, Operator> operators) { this.operators = operators; }

    static OperatorTable read() {
        try (@Nullable
        InputStream in = OperatorTable.class.getResourceAsStream(FILE)) {
            if (in == null) throw new IllegalStateException(FILE + " is not in the jar");
            return new OperatorTable(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .collect(Collectors.toMap(line -> line.substring(0, line.indexOf('(')), OperatorTable::operator)));
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own jar cannot be read", e);
        }
    }

    private static Operator operator(String line) {
        int open = line.indexOf('(');
        int close = line.indexOf(") ->");
        String name = line.substring(0, open);
        int dot = name.indexOf('.');
        String plain = dot < 0 ? name : name.substring(0, dot);
        return new Operator(
                Arena.global().allocateFrom(plain.contains("::") ? plain : ATEN + plain),
                Arena.global().allocateFrom(dot < 0 ? "" : name.substring(dot + 1)),
                types(line.substring(open + 1, close)), types(line.substring(close + ") ->".length())));
    }

    private static List<String> types(String list) {
        return list.isBlank() ? List.of() : List.of(list.strip().split(", "));
    }

    /** The operator of that name and overload, as {@link Backend#call} takes them. */
    Operator get(String name, String overload) {
        Operator found = operators.get(overload.isEmpty() ? name : name + "." + overload);
        if (found == null) {
            throw new IllegalArgumentException("operator " + name + "." + overload + " is not in " + FILE);
        }
        return found;
    }
}
