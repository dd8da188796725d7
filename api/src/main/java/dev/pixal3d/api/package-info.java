// SPDX-License-Identifier: MIT
/**
 * Pixal3D as a library: pictures to models inside another Java program. In: a picture and parameters under the names of
 * the HTTP API. Out: a model to write in any format. Begin at {@link dev.pixal3d.api.Pixal3D}.
 *
 * <p>
 * This package is what other programs may rely on: within a minor version nothing in it goes away or changes its
 * meaning. All other packages may change at any time.
 */
@NullMarked
package dev.pixal3d.api;

import org.jspecify.annotations.NullMarked;
