// SPDX-License-Identifier: MIT
/** Benchmarks; every published number has its command here. */
@NullMarked
package dev.pixal3d.bench;

import org.jspecify.annotations.NullMarked;
