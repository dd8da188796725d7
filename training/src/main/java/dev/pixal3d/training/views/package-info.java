// SPDX-License-Identifier: MIT
/** Pictures of objects with what lies behind each pixel, and files of many of them. */
@NullMarked
package dev.pixal3d.training.views;

import org.jspecify.annotations.NullMarked;
