// SPDX-License-Identifier: MIT
/**
 * What every module speaks of. {@link dev.pixal3d.core.RunContext} goes into all long work: threads to compute with,
 * who hears of progress, whether to stop. {@link dev.pixal3d.core.Problem} comes out of all work that a user's input
 * can make fail; its {@link dev.pixal3d.core.Problem.Kind} decides HTTP status and exit code. Begin with these two.
 */
@NullMarked
package dev.pixal3d.core;

import org.jspecify.annotations.NullMarked;
