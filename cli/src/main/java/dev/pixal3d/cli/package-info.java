// SPDX-License-Identifier: MIT
/** The pixal3d command. */
@NullMarked
package dev.pixal3d.cli;

import org.jspecify.annotations.NullMarked;
