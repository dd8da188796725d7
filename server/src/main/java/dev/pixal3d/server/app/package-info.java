// SPDX-License-Identifier: MIT
/**
 * The service put together. In: a {@link dev.pixal3d.server.config.ServerConfig}. Out: a running server or node. Begin
 * at {@link dev.pixal3d.server.app.PixalServer}, which builds all parts; {@link dev.pixal3d.server.app.Dispatcher}
 * hands each request to its routes, and the page lies here too. Nothing else in this module may use this package.
 */
@NullMarked
package dev.pixal3d.server.app;

import org.jspecify.annotations.NullMarked;
