// SPDX-License-Identifier: MIT
/** Reads models of others into the form of our own reader: GLB, glTF with files beside it, OBJ with materials. */
@NullMarked
package dev.pixal3d.training.files;

import org.jspecify.annotations.NullMarked;
