// SPDX-License-Identifier: MIT
package dev.pixal3d.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @Test
    void readsBackWhatItWrote(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("a.safetensors");
        Files.write(file, sample());
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.ints("coords")).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(read.require("coords").shape()).containsExactly(2L, 3L);
            assertThat(read.floats("attrs")).containsExactly(0.5f, -1f);
            assertThat(read.bytes("flags")).containsExactly(7, 0, 1);
            assertThat(read.metadata()).containsEntry("resolution", "64");
        }
    }

    @Test
    void streamsTensorsThatAreProducedWhileWriting() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SafetensorsWriter().add("half", TensorType.F16, o -> {
            o.write(1);
            o.write(new byte[]{2, 3, 4, 5, 6}, 0, 5);
        }, 3).add("last", new int[]{9}, 1).writeTo(out);
        try (SafetensorsFile read = SafetensorsFile.of("stream", out.toByteArray())) {
            assertThat(read.data(read.require("half")).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                    .containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(read.ints("last")).containsExactly(9);
        }
        SafetensorsWriter wrong = new SafetensorsWriter().add("short", TensorType.BF16, o -> o.write(1), 3);
        assertThatThrownBy(() -> wrong.writeTo(new ByteArrayOutputStream())).isInstanceOf(ProblemException.class)
                .hasMessageContaining("\"short\" wrote 1 bytes").hasMessageContaining("needs 6");
    }

    @Test
    void refusesDamagedHeadersAndSaysWhy() {
        refused(new byte[3], "too short");
        refused(file(1000, "{}", 0), "header length");
        refused(file(-1, "{}", 0), "header length");
        refused(file(2, "[]", 0), "not a JSON object");
        refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[25000000000],\"data_offsets\":[0,100000000000]}}", 8),
                "tensor \"a\": lies outside the file");
        refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}", 8),
                "8 bytes of data for shape");
        refused(file("{\"a\":{\"dtype\":\"U8\",\"shape\":[6],\"data_offsets\":[0,6]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[6],\"data_offsets\":[2,8]}}", 8), "overlap");
        refused(file("{\"a\":{\"dtype\":\"Q4\",\"shape\":[8],\"data_offsets\":[0,8]}}", 8), "unknown dtype");
    }

    @Test
    void tenThousandMutationsGiveAResultOrAClearError() throws IOException {
        byte[] good = sample();
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] bad = good.clone();
            for (int k = 0; k <= random.nextInt(4); k++) bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            if (i % 3 == 0) bad = java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
            try (SafetensorsFile read = SafetensorsFile.of("f", bad)) {
                read.tensors().values().forEach(read::data);
            } catch (ProblemException e) {
                assertThat(e.getMessage()).startsWith("f").contains(". ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(3000);
    }

    private static byte[] sample() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SafetensorsWriter().metadata("resolution", "64").add("coords", new int[]{1, 2, 3, 4, 5, 6}, 2, 3)
                .add("attrs", new float[]{0.5f, -1f}, 2).add("flags", new byte[]{7, 0, 1}, 3).writeTo(out);
        return out.toByteArray();
    }

    private static byte[] file(String json, int data) { return file(json.length(), json, data); }

    private static byte[] file(long length, String json, int data) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(header)
                .array();
    }

    private static void refused(byte[] bytes, String because) {
        assertThatThrownBy(() -> SafetensorsFile.of("model.safetensors", bytes).close())
                .isInstanceOf(ProblemException.class).hasMessageStartingWith("model.safetensors")
                .hasMessageContaining(because);
    }
}
