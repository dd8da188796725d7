// SPDX-License-Identifier: MIT
/**
 * What operators see: health, metrics, log lines. Fed by the other packages, read by people and monitors.
 */
@NullMarked
package dev.pixal3d.server.ops;

import org.jspecify.annotations.NullMarked;
