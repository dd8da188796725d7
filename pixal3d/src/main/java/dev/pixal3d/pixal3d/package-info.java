// SPDX-License-Identifier: MIT
/** The neural engine. */
@NullMarked
package dev.pixal3d.pixal3d;

import org.jspecify.annotations.NullMarked;
