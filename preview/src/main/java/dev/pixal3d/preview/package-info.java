// SPDX-License-Identifier: MIT
/**
 * The engine that needs no download. In: a picture. Out: a decoded asset, whose front is the picture and whose depth is
 * inflated from the outline or guessed by what package {@code guess} holds. Begin at
 * {@link dev.pixal3d.preview.PreviewEngine}, then {@code SolidModel}, which has the steps in their order.
 */
@NullMarked
package dev.pixal3d.preview;

import org.jspecify.annotations.NullMarked;
