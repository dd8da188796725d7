// SPDX-License-Identifier: MIT
/**
 * Benchmarks; every published number has its command here. In: files, options, a server. Out: tables, as BENCHMARKS.md
 * has them. Each class with a {@code main} is one benchmark: begin at any of them, for example {@code ExportBench}.
 */
@NullMarked
package dev.pixal3d.bench;

import org.jspecify.annotations.NullMarked;
