// SPDX-License-Identifier: MIT
/** The small network that guesses what lies behind a picture's pixels, in plain Java, and its weights. */
@NullMarked
package dev.pixal3d.preview.guess;

import org.jspecify.annotations.NullMarked;
