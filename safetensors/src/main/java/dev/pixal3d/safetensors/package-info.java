// SPDX-License-Identifier: MIT
/** Named tensors in one file, read by mapping and written in one pass. */
@NullMarked
package dev.pixal3d.safetensors;

import org.jspecify.annotations.NullMarked;
