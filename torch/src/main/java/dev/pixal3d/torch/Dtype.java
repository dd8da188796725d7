// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.safetensors.TensorType;
import java.util.Arrays;
import java.util.Optional;

/** Element types of tensors. */
public enum Dtype {
    U8(1, 0),
    I8(1, 1),
    I16(2, 2),
    I32(4, 3),
    I64(8, 4),
    F16(2, 5),
    F32(4, 6),
    F64(8, 7),
    BOOL(1, 11),
    BF16(2, 15);

    private final int bytes;
    private final int code;

    Dtype(int bytes, int code) {
        this.bytes = bytes;
        this.code = code;
    }

    /** Size of one element. */
    public int bytes() { return bytes; }

    /** F16, BF16, F32 or F64. */
    public boolean isFloating() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    /** libtorch's number of this type (c10::ScalarType), part of its stable ABI. */
    int code() { return code; }

    static Dtype ofCode(int code) {
        return Arrays.stream(values()).filter(d -> d.code == code).findFirst().orElseThrow(() -> new TorchException(
                "tensor: has an element type we do not use (got c10::ScalarType " + code + "). Convert it first."));
    }

    /** The type a safetensors file calls by the same name; none for the 8-bit floats, unsigned and complex ones. */
    static Optional<Dtype> of(TensorType type) {
        return Arrays.stream(values()).filter(d -> d.name().equals(type.name())).findFirst();
    }
}
