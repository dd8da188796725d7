// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a flow transformer keeps the weights of its blocks' linear layers, nearly all it has. */
public enum FlowWeights {
    /** In the blocks' type on the device. */
    WHOLE,
    /** As 8-bit integers with a scale for each output channel: half of bf16, and not exact. */
    INT8,
    /**
     * In the machine's memory; each block's are copied to the device when they are used. Exact, and takes next to
     * nothing there.
     */
    STREAMED;

    /**
     * Reads {@code whole}, {@code int8} or {@code streamed}.
     *
     * @throws IllegalArgumentException
     *             for anything else
     */
    public static FlowWeights parse(String text) {
        List<String> words = Arrays.stream(values()).map(FlowWeights::word).toList();
        if (words.contains(text)) return values()[words.indexOf(text)];
        throw new IllegalArgumentException(
                "flow-weights: unknown (got \"" + text + "\", allowed " + words + "). Correct the setting.");
    }

    /** Its name in settings. */
    public String word() { return name().toLowerCase(Locale.ROOT); }

    /** Bytes on the device of weights that many elements have, beside those of the block that is in use. */
    public long bytes(long elements, Dtype type) {
        return switch (this) {
            case WHOLE -> elements * type.bytes();
            case INT8 -> elements;
            case STREAMED -> 0;
        };
    }

    Matrix matrix(Weights weights, Device device, String name, Dtype type, long out, long in) {
        return switch (this) {
            case WHOLE -> new Matrix.Whole(weights.as(type).get(name, out, in));
            case INT8 -> Matrix.Int8.of(weights, name, type, out, in);
            case STREAMED -> new Matrix.Streamed(weights.as(type).on(Device.CPU).get(name, out, in), device);
        };
    }
}
