// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    @TempDir
    private Path temp = Path.of("");

    private Path sample() throws IOException {
        Path file = temp.resolve("model.safetensors");
        try (OutputStream out = Files.newOutputStream(file)) {
            new SafetensorsWriter().metadata("model_config", "{\"a\":1}")
                    .add("block.0.weight", new float[]{1, 2, 3, 4, 5, 6}, 2, 3)
                    .add("block.0.bias", new float[]{7, 8}, 2)
                    .add("steps", new int[]{3}).writeTo(out);
        }
        return file;
    }

    private Path raw(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        return Files.write(temp.resolve("raw.safetensors"), file.array());
    }

    @Test
    void givesTensorsConvertedAndOwned() throws IOException {
        TorchRuntime.Memory before = TorchRuntime.memory();
        try (Weights weights = Weights.open(sample()); TensorScope _ = TensorScope.open()) {
            Weights block = weights.at("block").at("0").as(Dtype.BF16);
            assertThat(block.get("weight", 2, 3).dtype()).isEqualTo(Dtype.BF16);
            assertThat(block.find("gamma", 2)).isEmpty();
            assertThat(block.find("bias", 2).orElseThrow().floats()).containsExactly(7, 8);
            assertThat(weights.as(Dtype.F16).get("steps").dtype()).isEqualTo(Dtype.I32);
            weights.requireAllUsed();
            assertThat(weights.config("model_config").orElseThrow().path("a").asInt()).isEqualTo(1);
            assertThat(block.entries()).containsEntry("weight",
                    new Weights.TypedShape(java.util.Optional.of(Dtype.F32), List.of(2L, 3L)));
        }
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    @Test
    void mapsWithoutCopyingAndOutlivesTheFile() throws IOException {
        try (TensorScope _ = TensorScope.open()) {
            Tensor view;
            try (Weights weights = Weights.open(sample())) {
                long before = TorchRuntime.memory().bytes();
                Tensor weight = weights.get("block.0.weight", 2, 3);
                assertThat(weight.byteSize()).isEqualTo(24);
                assertThat(TorchRuntime.memory().bytes()).isEqualTo(before);
                assertThatThrownBy(() -> weight.mulInPlace(0)).isInstanceOf(TorchException.class)
                        .hasMessageContaining("mapped file");
                view = weight.narrow(0, 1, 1);
                assertThatThrownBy(() -> view.mulInPlace(2)).hasMessageContaining("mapped file");
            }
            assertThat(view.floats()).containsExactly(4, 5, 6);
            assertThat(view.copy().mulInPlace(2).floats()).containsExactly(8, 10, 12);
        }
    }

    @Test
    void namesFileAndKeyOfWhatDoesNotFit() throws IOException {
        try (Weights weights = Weights.open(sample())) {
            assertThatThrownBy(() -> weights.at("block").get("1.weight", 2, 3)).isInstanceOf(TorchException.class)
                    .hasMessageContaining("model.safetensors: \"block.1.weight\" is missing");
            assertThatThrownBy(() -> weights.get("block.0.weight", 3, 2))
                    .hasMessageContaining("model.safetensors: \"block.0.weight\" has the wrong shape (got [2, 3], "
                            + "allowed [3, 2])");
            weights.get("block.0.weight", 2, 3);
            assertThatThrownBy(weights::requireAllUsed).isInstanceOf(TorchException.class)
                    .hasMessageContaining("model.safetensors: holds 2 tensors").hasMessageContaining("steps");
            weights.ignore(n -> !n.startsWith("block.0.w"));
            weights.requireAllUsed();
            weights.close();
            assertThatThrownBy(() -> weights.get("steps")).hasMessageContaining("closed");
        }
    }

    @Test
    void skipsTypesItCannotComputeWith() throws IOException {
        Path file = raw("{\"phases\":{\"dtype\":\"C64\",\"shape\":[2],\"data_offsets\":[0,16]},"
                + "\"w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[16,20]}}", 20);
        try (Weights weights = Weights.open(file); TensorScope _ = TensorScope.open()) {
            assertThat(weights.as(Dtype.F32).get("w", 2).floats()).containsExactly(0, 0);
            weights.requireAllUsed();
            assertThatThrownBy(() -> weights.get("phases", 2)).isInstanceOf(TorchException.class)
                    .hasMessageContaining("\"phases\"");
        }
    }

    @Test
    void readsTensorsThatAreNotAligned() throws IOException {
        Path file = raw("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} ", 4);
        try (Weights weights = Weights.open(file)) {
            assertThat(weights.get("w", 1).floats()).hasSize(1);
        }
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        byte[] good = Files.readAllBytes(sample());
        Path cut = Files.write(temp.resolve("cut.safetensors"), java.util.Arrays.copyOf(good, good.length - 3));
        refused(cut, "cut.safetensors", "\"steps\"");
        good[2] = 1;
        refused(Files.write(temp.resolve("head.safetensors"), good), "head.safetensors", "header length");
        refused(raw("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12), "\"a\" and \"b\" overlap");
        refused(raw("{\"big\":{\"dtype\":\"F32\",\"shape\":[25000000000],\"data_offsets\":[0,100000000000]}}", 4),
                "\"big\"", "lies outside the file");
        refused(Files.write(temp.resolve("text.safetensors"), "hello".getBytes(StandardCharsets.UTF_8)), "too short");
    }

    private static void refused(Path file, String... texts) {
        assertThatThrownBy(() -> Weights.open(file)).isInstanceOf(ProblemException.class)
                .hasMessageContainingAll(texts);
    }
}
