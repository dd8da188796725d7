// SPDX-License-Identifier: MIT
package dev.pixal3d.training.network;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorType;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.training.views.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The files of a network that ships. */
public final class Shipment {
    private static final int GOLDEN_STEP = 4;

    private Shipment() {}

    /** Writes weights and manifest to one folder, the golden answer to the other. */
    public static void write(Path network, Path resources, Path testResources) throws IOException {
        WeightFiles.Contents loaded = WeightFiles.read(network).orElseThrow(() -> new IllegalArgumentException(
                "ship: %s is not there. Train first.".formatted(network)));
        Map<String, float[]> rounded = new LinkedHashMap<>();
        SafetensorsWriter writer = new SafetensorsWriter();
        loaded.facts().forEach(writer::metadata);
        loaded.values().forEach((name, values) -> {
            float[] kept = new float[values.length];
            for (int i = 0; i < kept.length; i++) kept[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
            rounded.put(name, kept);
            writer.add(name, TensorType.F16, out -> halves(values, out), Objects.requireNonNull(loaded.shapes().get(
                    name)));
        });
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        writer.writeTo(file);
        Files.createDirectories(resources);
        Files.createDirectories(testResources);
        Files.write(resources.resolve("guess.safetensors"), file.toByteArray());
        StringBuilder manifest = new StringBuilder("# Written by the training module; the engine checks the hash.\n");
        manifest.append("sha256=").append(Sha256.hex(file.toByteArray())).append('\n');
        loaded.facts().forEach((key, value) -> manifest.append(key).append('=').append(value).append('\n'));
        Files.writeString(resources.resolve("guess.properties"), manifest);
        golden(rounded, loaded.shapes(), testResources.resolve("guess-golden.safetensors"));
    }

    private static void halves(float[] values, OutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) bytes.putShort(Float.floatToFloat16(v));
        out.write(bytes.array());
    }

    /** The input of the golden answer: waves of a different length in each plane. */
    static float[] goldenInput() {
        float[] input = new float[TrainableGuessNetwork.INPUTS * Sample.PIXELS];
        for (int i = 0; i < input.length; i++) {
            int plane = i / Sample.PIXELS, x = i % Sample.SIZE, y = i / Sample.SIZE % Sample.SIZE;
            input[i] = (float) (0.5 + 0.5 * StrictMath.sin(0.1 * (plane + 1) * x + 0.07 * (plane + 2) * y));
        }
        return input;
    }

    private static void golden(Map<String, float[]> weights, Map<String, long[]> shapes, Path file)
            throws IOException {
        float[] all;
        try (TensorScope _ = TensorScope.openTraining()) {
            all = new TrainableGuessNetwork(weights, shapes)
                    .forward(Tensor.of(goldenInput(), 1, TrainableGuessNetwork.INPUTS, Sample.SIZE,
                            Sample.SIZE), Dtype.F32)
                    .floats();
        }
        int side = Sample.SIZE / GOLDEN_STEP;
        float[] some = new float[TrainableGuessNetwork.OUTPUTS * side * side];
        for (int i = 0; i < some.length; i++) {
            int plane = i / (side * side), x = i % side * GOLDEN_STEP, y = i / side % side * GOLDEN_STEP;
            some[i] = all[(plane * Sample.SIZE + y) * Sample.SIZE + x];
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            new SafetensorsWriter().add("planes", some, TrainableGuessNetwork.OUTPUTS, side, side).writeTo(out);
        }
    }
}
