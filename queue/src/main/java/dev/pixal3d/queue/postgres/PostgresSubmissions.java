// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.queue.sql.Digest;
import dev.pixal3d.queue.sql.Positions;
import dev.pixal3d.queue.sql.RequestRows;
import dev.pixal3d.queue.sql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How requests get into the queue. Bounds hold across all gateways: those who count before they add do so one after the
 * other, and only them.
 */
final class PostgresSubmissions {
    private static final String WAITING = "SELECT count(*) FROM request WHERE state = 'IN_QUEUE'";
    private static final String OF_KEY = " AND coalesce(key_id, '') = ?";
    private static final String ALONE = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(?))) AS locked";

    /**
     * All in one statement, and so one way there and back: the request, its input, and how many are ahead of it. It
     * does not see itself; a request whose end is known already waits nowhere and is not counted for.
     */
    private static final String INSERT = """
            WITH made AS (
                INSERT INTO request (id, endpoint, key_id, priority, state, start_by, max_attempts, created, store_io,
                    tags, webhook_url, expires_after, acl)
                VALUES (?, ?, ?, ?, 'IN_QUEUE', now_ms() + ?, ?, now_ms(), ?, ?, ?, ?, ?) RETURNING *),
            kept AS (INSERT INTO payload (seq, input) SELECT seq, ?::text FROM made),
            fresh AS (
                SELECT made.*, false AS cancel_requested, NULL::text AS stage, 0 AS step, 0 AS steps,
                    0::double precision AS fraction, NULL::bigint AS remaining FROM made)
            SELECT CASE WHEN ?::boolean THEN
                    (SELECT count(*) FROM request WHERE state = 'IN_QUEUE' AND priority < fresh.priority)
                    + (SELECT count(*) FROM request WHERE state = 'IN_QUEUE' AND priority = fresh.priority
                        AND coalesce(turn, seq * 1000000) < fresh.seq * 1000000)
                ELSE 0 END AS ahead,""" + RequestRows.COLUMNS + "FROM fresh";

    private final DatabaseClock clock;

    private record Made(RequestRows.Numbered row, int ahead) {}

    PostgresSubmissions(DatabaseClock clock) { this.clock = clock; }

    SubmitResult submit(Session session, Submission s) throws SQLException {
        String id = UUID.randomUUID().toString();
        if (s.idempotencyKey().isPresent()) {
            Optional<SubmitResult> earlier = earlier(session, s, id);
            if (earlier.isPresent()) return earlier.get();
        }
        Optional<SubmitResult> refused = s.decided().isPresent() ? Optional.empty() : full(session, s);
        if (refused.isPresent()) {
            session.update("DELETE FROM idempotency WHERE id = ?", id);
            return refused.get();
        }
        Optional<Duration> startWithin = s.startBy().map(clock::ahead);
        // a refused input is of no use to anybody but fills the disk of everybody
        Optional<String> input = s.decided().isPresent() ? Optional.empty() : Optional.of(s.input());
        Made made = session.first(INSERT, row -> new Made(RequestRows.read(row), row.integer("ahead")), id,
                s.endpoint(), s.keyId(), s.priority(), startWithin, s.maxAttempts(), s.storeIo(),
                RequestRows.tagsText(s.tags()), s.webhookUrl(), s.lifecycle().expiresAfter(),
                RequestRows.aclText(s.lifecycle().acl()), input, s.decided().isEmpty()).orElseThrow();
        if (s.decided().isPresent()) {
            PostgresWork.end(session, made.row.seq(), s.decided().get(), Optional.empty(), Optional.empty());
            return new SubmitResult.Accepted(PostgresRequests.row(session, id).orElseThrow().at(0), false);
        }
        session.workAdded();
        return new SubmitResult.Accepted(made.row.at(made.ahead), false);
    }

    private static Optional<SubmitResult> full(Session session, Submission s) throws SQLException {
        if (s.maxQueueLength().isPresent()) {
            session.first(ALONE, _ -> true, "pixal3d queue");
            int limit = s.maxQueueLength().getAsInt();
            int waiting = (int) session.number(WAITING);
            if (waiting > limit) return Optional.of(new SubmitResult.QueueFull(waiting, limit));
        }
        if (s.maxQueuedOfKey().isPresent()) {
            String key = s.keyId().orElse("");
            session.first(ALONE, _ -> true, "pixal3d queue of " + key);
            int limit = s.maxQueuedOfKey().getAsInt();
            int waiting = (int) session.number(WAITING + OF_KEY, key);
            if (waiting >= limit) return Optional.of(new SubmitResult.KeyQueueFull(waiting, limit));
        }
        return Optional.empty();
    }

    /** The first of several waits here for the end of the others' transactions, whatever gateway they came through. */
    private static Optional<SubmitResult> earlier(Session session, Submission s, String id) throws SQLException {
        byte[] hash = Digest.ofInput(s);
        String key = s.keyId().orElse("");
        boolean first = session.update(
                "INSERT INTO idempotency (key_id, key, hash, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", key,
                s.idempotencyKey(), hash, id) > 0;
        if (first) return Optional.empty();
        record Known(String id, boolean same) {}
        Known known = session.first("SELECT id, hash = ? AS same FROM idempotency WHERE key_id = ? AND key = ?",
                row -> new Known(row.text("id"), row.flag("same")), hash, key, s.idempotencyKey()).orElseThrow();
        if (!known.same) return Optional.of(new SubmitResult.KeyReused(known.id));
        RequestRows.Numbered row = PostgresRequests.row(session, known.id).orElseThrow();
        int position = row.view().state() == dev.pixal3d.queue.State.IN_QUEUE
                ? Positions.ahead(session, row.view().priority(), row.rank())
                : 0;
        return Optional.of(new SubmitResult.Accepted(row.at(position), true));
    }
}
