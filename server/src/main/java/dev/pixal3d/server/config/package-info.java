// SPDX-License-Identifier: MIT
/**
 * What a server is told, and where its data folder has what. Knows nothing of the rest. Begin at
 * {@link dev.pixal3d.server.config.ServerConfig}.
 */
@NullMarked
package dev.pixal3d.server.config;

import org.jspecify.annotations.NullMarked;
