// SPDX-License-Identifier: MIT
/**
 * The service put together: {@link dev.pixal3d.server.app.PixalServer} builds all parts,
 * {@link dev.pixal3d.server.app.Dispatcher} hands each request to its routes; the page and what else is neither model
 * nor file. Nothing else in this module may use it.
 */
@NullMarked
package dev.pixal3d.server.app;

import org.jspecify.annotations.NullMarked;
