// SPDX-License-Identifier: MIT
/**
 * What a server is told: {@link dev.pixal3d.server.config.ServerConfig}, and where its data folder has what. Knows
 * nothing of the rest.
 */
@NullMarked
package dev.pixal3d.server.config;

import org.jspecify.annotations.NullMarked;
