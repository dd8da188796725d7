// SPDX-License-Identifier: MIT
/** The fal protocol over HTTP. */
@NullMarked
package dev.pixal3d.server;

import org.jspecify.annotations.NullMarked;
