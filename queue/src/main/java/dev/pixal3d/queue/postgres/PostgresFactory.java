// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreFactory;
import java.net.URI;
import java.time.InstantSource;

/** {@code postgres://user@host:port/database}; the password comes from {@code PGPASSWORD} or a password file. */
public final class PostgresFactory implements StoreFactory {
    @Override
    public String scheme() { return "postgres"; }

    @Override
    public Store open(URI url, InstantSource clock) { return new PostgresStore(PostgresUrl.parse(url), clock); }
}
