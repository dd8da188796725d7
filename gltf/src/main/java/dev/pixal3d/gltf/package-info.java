// SPDX-License-Identifier: MIT
/** GLB in and out, validation, software renderer. */
@NullMarked
package dev.pixal3d.gltf;

import org.jspecify.annotations.NullMarked;
