// SPDX-License-Identifier: MIT
/**
 * Named tensors in one file. {@link dev.pixal3d.safetensors.SafetensorsFile} maps a file that may be hostile and gives
 * its tensors without a copy; {@link dev.pixal3d.safetensors.SafetensorsWriter} writes one in one pass. Begin at these
 * two.
 */
@NullMarked
package dev.pixal3d.safetensors;

import org.jspecify.annotations.NullMarked;
