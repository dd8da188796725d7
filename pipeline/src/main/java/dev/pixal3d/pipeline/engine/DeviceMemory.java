// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

/**
 * Memory of an accelerator in bytes, all programs together.
 *
 * @param device
 *            its name as the device setting takes it
 */
public record DeviceMemory(String device, long used, long total) {}
