// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** API keys and secrets in SQLite. */
final class SqliteKeys implements KeyStore {
    private static final Duration USE_PRECISION = Duration.ofMinutes(1);

    private final Database database;
    private final InstantSource clock;
    private final Map<String, Instant> usesWritten = new ConcurrentHashMap<>();

    SqliteKeys(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    private static ApiKey read(Row row) throws SQLException {
        return new ApiKey(row.text("id"), row.text("hash"), row.word(ApiKey.Scope.class, "scope"),
                row.text("description"), row.instant("created"), row.optionalInstant("revoked"),
                row.optionalInstant("last_used"));
    }

    @Override
    public boolean add(ApiKey k) {
        return database.write(session -> session.update("""
                INSERT OR IGNORE INTO api_key (id, hash, scope, description, created, revoked, last_used)
                VALUES (?, ?, ?, ?, ?, ?, ?)""", k.id(), k.hash(), k.scope(), k.description(), k.created(),
                k.revoked(), k.lastUsed())) > 0;
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return database.read(session -> session.first("SELECT * FROM api_key WHERE id = ?", SqliteKeys::read, id));
    }

    @Override
    public List<ApiKey> list() {
        return database.read(
                session -> session.list("SELECT * FROM api_key ORDER BY created, id", SqliteKeys::read));
    }

    @Override
    public boolean revoke(String id) {
        return database.write(session -> session.update(
                "UPDATE api_key SET revoked = ? WHERE id = ? AND revoked IS NULL", clock.instant(), id)) > 0;
    }

    @Override
    public void used(String id, Instant when) {
        Instant written = usesWritten.getOrDefault(id, Instant.MIN);
        if (when.isBefore(written.plus(USE_PRECISION))) return;
        usesWritten.put(id, when);
        database.write(session -> session.update(
                "UPDATE api_key SET last_used = ? WHERE id = ? AND coalesce(last_used, 0) < ?", when, id, when));
    }

    @Override
    public byte[] secret(String name, Supplier<byte[]> fresh) {
        Optional<byte[]> known = secret(name);
        if (known.isPresent()) return known.get();
        byte[] value = fresh.get();
        database.write(
                session -> session.update("INSERT OR IGNORE INTO secret (name, value) VALUES (?, ?)", name, value));
        return secret(name).orElseThrow();
    }

    private Optional<byte[]> secret(String name) {
        return database.read(session -> session.first("SELECT value FROM secret WHERE name = ?",
                row -> row.bytes("value"), name));
    }
}
