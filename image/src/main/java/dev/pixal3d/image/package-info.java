// SPDX-License-Identifier: MIT
/** Decode, resample, matte and encode pictures. */
@NullMarked
package dev.pixal3d.image;

import org.jspecify.annotations.NullMarked;
