// SPDX-License-Identifier: MIT
/**
 * The way of requests as spans of one trace, wherever their parts happen. In: what is received, run, published and
 * delivered. Out: spans for whoever collects them, see {@link dev.pixal3d.server.trace.Traces}; nothing unless asked
 * for. Begin at {@link dev.pixal3d.server.trace.Traces} and {@link dev.pixal3d.server.trace.RunTraces}.
 */
@NullMarked
package dev.pixal3d.server.trace;

import org.jspecify.annotations.NullMarked;
