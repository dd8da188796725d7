// SPDX-License-Identifier: MIT
/** Tests of the whole product. */
@NullMarked
package dev.pixal3d.e2e;

import org.jspecify.annotations.NullMarked;
