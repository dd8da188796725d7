// SPDX-License-Identifier: MIT
/** Durable requests, leases, workers. */
@NullMarked
package dev.pixal3d.queue;

import org.jspecify.annotations.NullMarked;
