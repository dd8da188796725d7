// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedCheckpointTest {
    @TempDir
    private Path temp = Path.of("");
    private Path index = Path.of("");

    @BeforeEach
    void twoFiles() throws IOException {
        index = temp.resolve("model.safetensors.index.json");
        write("model-00001-of-00002.safetensors", new SafetensorsWriter().add("a", new float[]{1, 2}, 2));
        write("model-00002-of-00002.safetensors", new SafetensorsWriter().metadata("model_config", "{\"x\":1}")
                .add("b", new float[]{3, 4, 5, 6}, 2, 2).add("c", new float[]{7}, 1));
        map("""
                "a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors",
                "c": "model-00002-of-00002.safetensors\"""");
    }

    private void write(String name, SafetensorsWriter writer) throws IOException {
        try (OutputStream out = Files.newOutputStream(temp.resolve(name))) {
            writer.writeTo(out);
        }
    }

    private void map(String entries) throws IOException {
        Files.writeString(index, "{\"metadata\": {\"total_size\": 28}, \"weight_map\": {" + entries + "}}");
    }

    @Test
    void theFilesAreOneNetwork() throws IOException {
        TorchRuntime.Memory before = TorchRuntime.memory();
        try (Weights weights = Weights.open(index); TensorScope _ = TensorScope.open()) {
            assertThat(weights.entries()).containsOnlyKeys("a", "b", "c");
            assertThat(weights.get("a", 2).floats()).containsExactly(1, 2);
            assertThatThrownBy(weights::requireAllUsed).hasMessageContaining("2 tensors that do not belong");
            assertThat(weights.get("b", 2, 2).floats()).containsExactly(3, 4, 5, 6);
            assertThat(weights.get("c", 1).floats()).containsExactly(7);
            weights.requireAllUsed();
            assertThat(weights.config("model_config").orElseThrow().path("x").asInt()).isEqualTo(1);
            assertThat(weights.bytes()).isEqualTo(28);
        }
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
            "\"a\": \"model-00001-of-00002.safetensors\", \"b\": \"model-00002-of-00002.safetensors\" | does not say "
                    + "that",
            "\"d\": \"model-00001-of-00002.safetensors\" | does not hold \"d\" as the index says",
            "\"a\": \"model-00003-of-00002.safetensors\" | model-00003-of-00002.safetensors is missing",
            "\"a\": \"../model-00001-of-00002.safetensors\" | is in no safetensors file beside it",
            "\"a\": 5 | is in no safetensors file beside it", "'' | has no \"weight_map\"", "\"a | is no JSON"})
    void whatDoesNotAgreeIsRefused(String entries, String reason) throws IOException {
        map(entries);
        assertThatThrownBy(() -> Weights.open(index)).isInstanceOf(TorchException.class)
                .hasMessageStartingWith(index + ": ").hasMessageContaining(reason);
    }

    @Test
    void rowsOfATensorCanHaveNamesOfTheirOwn() throws IOException {
        Map<String, Weights.Rows> names = Map.of("upper", new Weights.Rows("b", 0, 2), "lower",
                new Weights.Rows("b", 1, 2), "first", new Weights.Rows("a", 0, 1));
        try (Weights weights = Weights.open(index, _ -> names); TensorScope _ = TensorScope.open()) {
            assertThat(weights.entries()).containsOnlyKeys("upper", "lower", "first", "c");
            assertThat(weights.get("upper", 1, 2).floats()).containsExactly(3, 4);
            assertThat(weights.get("lower", 1, 2).floats()).containsExactly(5, 6);
            assertThat(weights.get("first", 2).floats()).containsExactly(1, 2);
        }
        assertThatThrownBy(() -> Weights.open(index, _ -> Map.of("x", new Weights.Rows("c", 0, 2))))
                .isInstanceOf(TorchException.class).hasMessageContaining("\"c\" cannot be split into 2");
    }
}
