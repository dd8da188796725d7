// SPDX-License-Identifier: MIT
/**
 * A guess at what lies behind a picture's pixels. In: the planes of a cut-out. Out: a
 * {@link dev.pixal3d.preview.guess.Guess}, from the small network in plain Java whose weights lie beside it, or from
 * whoever else is a {@link dev.pixal3d.preview.guess.Guesser}. Begin at {@link dev.pixal3d.preview.guess.Guesser}.
 */
@NullMarked
package dev.pixal3d.preview.guess;

import org.jspecify.annotations.NullMarked;
