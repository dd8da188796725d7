// SPDX-License-Identifier: MIT
/**
 * The store in PostgreSQL, for any number of gateways and nodes. {@link dev.pixal3d.queue.postgres.PostgresFactory}
 * opens it by its URL, begin there; {@code PostgresRequests} is what clients ask and {@code PostgresWork} what workers
 * do.
 *
 * <p>
 * All times are the database's. Every claim, ending and return is one transaction on rows it has locked; claims and
 * heartbeats pass over rows that others hold ({@code FOR NO KEY UPDATE SKIP LOCKED}). Polling is the truth;
 * {@code News} only makes it quick. Connections are direct or pooled by session: pgbouncer in transaction mode passes
 * on neither notices nor settings.
 *
 * <p>
 * Not chosen: db-scheduler and JobRunr (a second truth beside the request, no place in the queue), pgmq (neither
 * priorities nor places), counting triggers as in SQLite (one row that every submission of every gateway locks), a
 * notice inside the transaction (a lock over the whole cluster until its commit).
 */
@NullMarked
package dev.pixal3d.queue.postgres;

import org.jspecify.annotations.NullMarked;
