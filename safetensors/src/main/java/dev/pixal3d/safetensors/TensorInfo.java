// SPDX-License-Identifier: MIT
package dev.pixal3d.safetensors;

import java.util.List;

/**
 * Where one tensor lies.
 *
 * @param shape
 *            extents, slowest axis first; empty for a scalar
 * @param begin
 *            first byte, counted from the start of the file
 * @param end
 *            byte after the last
 */
public record TensorInfo(String name, TensorType type, List<Long> shape, long begin, long end) {
    public long elements() { return (end - begin) / type.bytes(); }
}
