// SPDX-License-Identifier: MIT
/**
 * What the stores in SQL databases have in common: a {@link dev.pixal3d.queue.sql.Session} on one connection, rows and
 * how the queue's records lie in them, the parts of a store whose statements every database understands, and the
 * {@link dev.pixal3d.queue.sql.Signals} that wake those who wait. A database brings its
 * {@link dev.pixal3d.queue.sql.Transactions}, its clock and its own statements for the queue itself. Begin at
 * {@link dev.pixal3d.queue.sql.Session}.
 */
@NullMarked
package dev.pixal3d.queue.sql;

import org.jspecify.annotations.NullMarked;
