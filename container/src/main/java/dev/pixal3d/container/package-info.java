// SPDX-License-Identifier: MIT
/** The unpacked archive comes in, an image of a container goes out: begin at {@code ContainerImage}. */
@NullMarked
package dev.pixal3d.container;

import org.jspecify.annotations.NullMarked;
