// SPDX-License-Identifier: MIT
/**
 * What operators see. In: what the other packages count and log. Out: {@link dev.pixal3d.server.ops.Health} for load
 * balancers, {@link dev.pixal3d.server.ops.Metrics} for monitors, {@link dev.pixal3d.server.ops.ServerLog} for people.
 * Begin at these three.
 */
@NullMarked
package dev.pixal3d.server.ops;

import org.jspecify.annotations.NullMarked;
