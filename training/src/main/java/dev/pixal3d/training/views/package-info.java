// SPDX-License-Identifier: MIT
/**
 * Pictures of objects with what lies behind each pixel. In: models. Out: samples, and files of many of them. Begin at
 * {@link dev.pixal3d.training.views.RenderViews}.
 */
@NullMarked
package dev.pixal3d.training.views;

import org.jspecify.annotations.NullMarked;
