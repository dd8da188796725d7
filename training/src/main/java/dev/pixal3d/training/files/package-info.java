// SPDX-License-Identifier: MIT
/**
 * Models of others: in come GLB, glTF with files beside it and OBJ with materials, out come models as our own reader
 * gives them. Begin at {@link dev.pixal3d.training.files.SourceModels}.
 */
@NullMarked
package dev.pixal3d.training.files;

import org.jspecify.annotations.NullMarked;
