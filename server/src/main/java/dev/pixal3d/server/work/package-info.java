// SPDX-License-Identifier: MIT
/**
 * A run: {@link dev.pixal3d.server.work.Inputs} checks a submitted input, {@link dev.pixal3d.server.work.EngineJobRunner} makes its model in a worker,
 * {@link dev.pixal3d.server.work.FilePublisher} turns what a worker left into stored files and a result.
 */
@NullMarked
package dev.pixal3d.server.work;

import org.jspecify.annotations.NullMarked;
