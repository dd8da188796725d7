// SPDX-License-Identifier: MIT
/**
 * Tests of the whole product; there is no code of the product here. Begin at {@code ArchitectureTest} for the rules of
 * the house, at {@code GeneratedModelTest} for a picture's way to a model.
 */
@NullMarked
package dev.pixal3d.e2e;

import org.jspecify.annotations.NullMarked;
