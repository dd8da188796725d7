// SPDX-License-Identifier: MIT
/**
 * What the server itself fetches and sends. In: a URL. Out: bytes or a status, never from the machine's own network
 * unless allowed. Begin at {@link dev.pixal3d.server.outbound.Outbound}.
 */
@NullMarked
package dev.pixal3d.server.outbound;

import org.jspecify.annotations.NullMarked;
