// SPDX-License-Identifier: MIT
/** The weight-free preview engine. */
@NullMarked
package dev.pixal3d.preview;

import org.jspecify.annotations.NullMarked;
