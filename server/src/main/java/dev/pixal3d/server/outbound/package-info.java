// SPDX-License-Identifier: MIT
/**
 * What the server itself fetches and sends: {@link dev.pixal3d.server.outbound.Outbound} takes a URL and gives bytes or
 * a status, and never reaches the machine's own network unless allowed.
 */
@NullMarked
package dev.pixal3d.server.outbound;

import org.jspecify.annotations.NullMarked;
