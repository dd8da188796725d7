// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.FileCatalog;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Reservation;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The file catalogue in an SQL database. */
public final class SqlFiles implements FileCatalog {
    /** Later than all that happens, and still a number of milliseconds. */
    private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final Transactions database;

    public SqlFiles(Transactions database) { this.database = database; }

    private static FileRecord read(Row row) throws SQLException {
        return new FileRecord(row.text("key"), row.text("name"), row.text("content_type"), row.number("bytes"),
                row.text("sha256"), row.optionalText("request_id"), row.optionalText("key_id"), row.instant("created"),
                row.optionalInstant("expires"), RequestRows.acl(row.optionalText("acl")),
                row.optionalText("blob").orElse(row.text("key")));
    }

    @Override
    public boolean add(FileRecord f) {
        return database.write(session -> {
            if (!insert(session, f)) return false;
            session.update("DELETE FROM reservation WHERE key_id = ? AND file = ?", f.keyId().orElse(""), f.key());
            return true;
        });
    }

    /** Adds a record within a transaction under way. */
    public static boolean insert(Session session, FileRecord f) throws SQLException {
        return session.update("""
                INSERT INTO file (key, name, content_type, bytes, sha256, request_id, key_id, created,
                    expires, acl, blob)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""", f.key(), f.name(), f.contentType(),
                f.bytes(), f.sha256(), f.requestId(), f.keyId(), f.created(), f.expires(),
                RequestRows.aclText(f.acl()), f.blob()) > 0;
    }

    @Override
    public long bytesOf(Optional<String> keyId) {
        return database.read(session -> session.number(
                "SELECT coalesce(sum(bytes), 0) FROM file WHERE coalesce(key_id, '') = ?", keyId.orElse("")));
    }

    @Override
    public boolean reserve(Reservation r, long limit, Duration time) {
        String key = r.keyId().orElse("");
        return database.write(session -> {
            // one at a time: the others wait here until this transaction ends
            put(session, new Reservation(r.keyId(), "", Reservation.WHOLE, 0), NEVER);
            session.update("DELETE FROM reservation WHERE key_id = ? AND until <= ?", key, session.now());
            long used = session.number("""
                    SELECT (SELECT coalesce(sum(bytes), 0) FROM file WHERE coalesce(key_id, '') = ?)
                         + (SELECT coalesce(sum(bytes), 0) FROM reservation
                            WHERE key_id = ? AND NOT (file = ? AND (part = ? OR ? = 0)))""", key, key, r.file(),
                    r.part(), r.part());
            if (used + r.bytes() > limit) return false;
            if (r.part() == Reservation.WHOLE) {
                session.update("DELETE FROM reservation WHERE key_id = ? AND file = ?", key, r.file());
            }
            put(session, r, session.now().plus(time));
            return true;
        });
    }

    private static void put(Session session, Reservation r, Instant until) throws SQLException {
        session.update("""
                INSERT INTO reservation (key_id, file, part, bytes, until) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (key_id, file, part) DO UPDATE SET bytes = excluded.bytes, until = excluded.until""",
                r.keyId().orElse(""), r.file(), r.part(), r.bytes(), until);
    }

    @Override
    public void release(Reservation r) {
        database.write(session -> session.update("DELETE FROM reservation WHERE key_id = ? AND file = ? AND part = ?",
                r.keyId().orElse(""), r.file(), r.part()));
    }

    @Override
    public Optional<FileRecord> find(String key) {
        return database.read(session -> session.first("SELECT * FROM file WHERE key = ?", SqlFiles::read, key));
    }

    @Override
    public List<FileRecord> ofRequest(String requestId) {
        return database.read(session -> session.list("SELECT * FROM file WHERE request_id = ? ORDER BY created, key",
                SqlFiles::read, requestId));
    }

    @Override
    public void assign(String key, String requestId) {
        database.write(session -> session.update("UPDATE file SET request_id = ? WHERE key = ?", requestId, key));
    }

    @Override
    public List<FileRecord> expired(int limit) {
        return database.read(session -> session.list(
                "SELECT * FROM file WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires LIMIT ?",
                SqlFiles::read, session.now(), limit));
    }

    @Override
    public boolean delete(String key) {
        return database.write(session -> session.update("DELETE FROM file WHERE key = ?", key)) > 0;
    }
}
