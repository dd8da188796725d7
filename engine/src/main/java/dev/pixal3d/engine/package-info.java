// SPDX-License-Identifier: MIT
/** The Engine seam, the request, progress, the decoded asset and its export. */
@NullMarked
package dev.pixal3d.engine;

import org.jspecify.annotations.NullMarked;
