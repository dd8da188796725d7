// SPDX-License-Identifier: MIT
/**
 * The embedded store: all of {@link dev.pixal3d.queue.Store} in one SQLite file. Begin reading at
 * {@link dev.pixal3d.queue.sqlite.SqliteStore}, then {@link dev.pixal3d.queue.sqlite.Database} for how writes become
 * durable, then {@code schema/1.sql}.
 */
@NullMarked
package dev.pixal3d.queue.sqlite;

import org.jspecify.annotations.NullMarked;
