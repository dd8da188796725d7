// SPDX-License-Identifier: MIT
/**
 * fal's protocol: queue, synchronous runs, history, tokens, the proxy route. Requests in fal's paths and JSON become
 * calls of the queue; what the queue knows becomes fal's JSON. Begin reading at
 * {@link dev.pixal3d.server.fal.QueueRoutes}.
 */
@NullMarked
package dev.pixal3d.server.fal;

import org.jspecify.annotations.NullMarked;
