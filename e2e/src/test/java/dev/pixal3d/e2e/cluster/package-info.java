// SPDX-License-Identifier: MIT
/**
 * Many machines on one: servers and nodes as processes, a database and an object store of their own, networks that
 * fail. {@link dev.pixal3d.e2e.cluster.ClusterTest} is where to begin, {@link dev.pixal3d.e2e.cluster.Invariants} what
 * must hold.
 */
@NullMarked
package dev.pixal3d.e2e.cluster;

import org.jspecify.annotations.NullMarked;
