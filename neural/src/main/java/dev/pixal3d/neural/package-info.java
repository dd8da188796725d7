// SPDX-License-Identifier: MIT
/** The neural engine: Pixal3D's pipeline from a picture to a decoded asset. */
@NullMarked
package dev.pixal3d.neural;

import org.jspecify.annotations.NullMarked;
