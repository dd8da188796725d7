// SPDX-License-Identifier: MIT
/** The only room that knows libtorch. */
@NullMarked
package dev.pixal3d.torch;

import org.jspecify.annotations.NullMarked;
