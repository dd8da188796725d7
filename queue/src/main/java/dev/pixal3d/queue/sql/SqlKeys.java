// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.KeyStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * API keys and secrets in an SQL database. Every request asks for its key, so keys are remembered until one changes
 * here or any other process writes, which every store notices within a second.
 */
public class SqlKeys implements KeyStore {
    private static final Duration USE_PRECISION = Duration.ofMinutes(1);
    /** In microseconds. */
    private static final long MINUTE = 60_000_000;

    private final Transactions database;
    private final Signals signals;
    private final Map<String, Instant> usesWritten = new ConcurrentHashMap<>();
    private volatile Known known = new Known(-1, new ConcurrentHashMap<>());

    /**
     * Keys as they were read.
     *
     * @param version
     *            count of foreign writes when the first was read
     */
    private record Known(long version, Map<String, ApiKey> keys) {}

    public SqlKeys(Transactions database, Signals signals) {
        this.database = database;
        this.signals = signals;
    }

    private static ApiKey read(Row row) throws SQLException {
        return new ApiKey(row.text("id"), row.text("hash"), row.word(ApiKey.Scope.class, "scope"),
                row.text("description"), row.instant("created"), row.optionalInstant("revoked"),
                row.optionalInstant("last_used"));
    }

    @Override
    public boolean add(ApiKey k) {
        return database.write(session -> session.update("""
                INSERT INTO api_key (id, hash, scope, description, created, revoked, last_used)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""", k.id(), k.hash(), k.scope(),
                k.description(), k.created(), k.revoked(), k.lastUsed())) > 0;
    }

    @Override
    public Optional<ApiKey> find(String id) {
        long version = signals.foreignWrites();
        Known now = known;
        if (now.version != version) {
            now = new Known(version, new ConcurrentHashMap<>());
            known = now;
        }
        ApiKey key = now.keys.get(id);
        if (key != null) return Optional.of(key);
        Optional<ApiKey> read = database
                .read(session -> session.first("SELECT * FROM api_key WHERE id = ?", SqlKeys::read, id));
        Map<String, ApiKey> keys = now.keys;
        read.ifPresent(k -> keys.put(id, k));
        return read;
    }

    @Override
    public List<ApiKey> list() {
        return database.read(
                session -> session.list("SELECT * FROM api_key ORDER BY created, id", SqlKeys::read));
    }

    @Override
    public boolean revoke(String id) {
        int changed = database.write(session -> session.update(
                "UPDATE api_key SET revoked = ? WHERE id = ? AND revoked IS NULL", session.now(), id));
        known = new Known(-1, new ConcurrentHashMap<>());
        return changed > 0;
    }

    @Override
    public void used(String id, Instant when) {
        Instant written = usesWritten.getOrDefault(id, Instant.MIN);
        if (when.isBefore(written.plus(USE_PRECISION))) return;
        usesWritten.put(id, when);
        database.write(session -> session.update(
                "UPDATE api_key SET last_used = ? WHERE id = ? AND coalesce(last_used, 0) < ?", when, id, when));
        known.keys.remove(id);
    }

    /** A leaky bucket as one time: each call moves it by its share of a minute, and it may be a minute ahead of now. */
    @Override
    public boolean call(String keyId, int perMinute) {
        return database.write(session -> {
            long now = session.now().toEpochMilli() * 1000;
            long share = MINUTE / perMinute;
            return session.update("""
                    INSERT INTO rate (key_id, free) VALUES (?, ?) ON CONFLICT (key_id) DO UPDATE
                    SET free = CASE WHEN rate.free > ? THEN rate.free + ? ELSE ? END WHERE rate.free <= ?""", keyId,
                    now + share, now, share, now + share, now + MINUTE - share) > 0;
        });
    }

    @Override
    public byte[] secret(String name, Supplier<byte[]> fresh) {
        Optional<byte[]> known = secret(name);
        if (known.isPresent()) return known.get();
        byte[] value = fresh.get();
        database.write(
                session -> session.update("INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name,
                        value));
        return secret(name).orElseThrow();
    }

    @Override
    public Optional<byte[]> secret(String name) {
        return database.read(session -> session.first("SELECT value FROM secret WHERE name = ?",
                row -> row.bytes("value"), name));
    }
}
