// SPDX-License-Identifier: MIT
/**
 * HTTP itself. In come connections, out go {@link dev.pixal3d.server.http.Exchange}s: a request with its body, limits
 * and deadlines, and the ways to answer it; {@link dev.pixal3d.server.http.Target} says what it is for,
 * {@link dev.pixal3d.server.http.Failure} how it is refused. Begin reading at
 * {@link dev.pixal3d.server.http.HttpServer}. Knows neither models nor files.
 */
@NullMarked
package dev.pixal3d.server.http;

import org.jspecify.annotations.NullMarked;
