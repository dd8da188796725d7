// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

/**
 * Memory of an accelerator in bytes, all programs together.
 *
 * @param device
 *            its name as the device setting takes it, e.g. {@code cuda:0}
 */
public record DeviceMemory(String device, long used, long total) {
    public long free() { return total - used; }
}
