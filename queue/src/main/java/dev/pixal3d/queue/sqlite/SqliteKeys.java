// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.sql.Signals;
import dev.pixal3d.queue.sql.SqlKeys;

/** Keys in SQLite: a new one is brought into the file itself, so that it survives the loss of the log. */
final class SqliteKeys extends SqlKeys {
    private final Database database;

    SqliteKeys(Database database, Signals signals) {
        super(database, signals);
        this.database = database;
    }

    @Override
    public boolean add(ApiKey key) {
        boolean added = super.add(key);
        database.checkpoint();
        return added;
    }
}
