// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.FunctionSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperatorTableTest {
    private final OperatorTable table = OperatorTable.read();

    private static List<String> lines() throws IOException {
        try (@Nullable
        InputStream in = OperatorTable.class.getResourceAsStream("operators.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static List<String> types(@Nullable Argument list) {
        List<String> types = new ArrayList<>();
        for (long i = 0; list != null && i < list.limit(); i++) {
            types.add(list.getPointer(i).real_type().get().str().getString().replace("SymInt", "int"));
        }
        return types;
    }

    @Test
    void saysWhatLibtorchSays() throws IOException {
        TorchRuntime.version();
        for (String line : lines()) {
            String name = line.substring(0, line.indexOf('('));
            int dot = name.indexOf('.');
            OperatorTable.Operator operator = dot < 0
                    ? table.get(name, "")
                    : table.get(name.substring(0, dot), name.substring(dot + 1));
            FunctionSchema schema = Dispatcher.singleton().findSchemaOrThrow(operator.name().getString(0),
                    operator.overload().getString(0)).schema();
            assertThat(operator.arguments()).as(line).isEqualTo(types(schema.arguments()));
            assertThat(operator.results()).as(line).isEqualTo(types(schema.returns()));
        }
    }

    @Test
    void refusesOperatorsThatItDoesNotKnow() {
        assertThatThrownBy(() -> table.get("bitwise_xor", "Tensor")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bitwise_xor.Tensor");
    }
}
