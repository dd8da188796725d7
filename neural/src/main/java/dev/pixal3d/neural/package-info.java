// SPDX-License-Identifier: MIT
/** The neural engine. */
@NullMarked
package dev.pixal3d.neural;

import org.jspecify.annotations.NullMarked;
