// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Ending;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.sql.Held;
import dev.pixal3d.queue.sql.Pause;
import dev.pixal3d.queue.sql.Requeue;
import dev.pixal3d.queue.sql.RequestRows;
import dev.pixal3d.queue.sql.Session;
import dev.pixal3d.queue.sql.Signals;
import dev.pixal3d.queue.sql.SqlFiles;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What workers do to requests in PostgreSQL: the state machine from claim to ending, and its upkeep. A lease is the
 * token of a run: workers' names are unique and each claim has its own attempt, so rows of another run are never met.
 * Whoever moves a running request locks its row in table request first and that in table run second. Heartbeats lock
 * the second, and their log lines refer to the first: that goes together with {@code NO KEY} locks, and with them only.
 */
final class PostgresWork {
    private static final String WAITING = """
            FROM request AS waiting
            WHERE state = 'IN_QUEUE' AND (start_by IS NULL OR start_by > (SELECT now_ms())) AND\s""" + Pause.NONE + " ";
    private static final String UNDER_KEYS_BOUND = """
            AND (SELECT count(*) FROM run JOIN request AS other USING (seq)
                WHERE coalesce(other.key_id, '') = coalesce(waiting.key_id, '')) <\s""";
    /** Counts of what runs hold only for who counts and claims alone. */
    private static final String ALONE = """
            SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext('pixal3d claim'))) AS locked""";
    private static final String HELD = """
            SELECT seq, r.id, r.attempt, forgiven, max_attempts, run.cancel AS cancel_requested, start_by
            FROM request AS r JOIN run USING (seq)
            """;
    private static final String OF_LEASE = """
            WHERE r.id = ? AND run.worker = ? AND run.attempt = ? FOR NO KEY UPDATE""";

    private final PostgresDatabase database;
    private final Signals signals;
    /** How often the bell had been rung when a claim last found nothing: until it rings again, none is worth trying. */
    private volatile long nothingAt = -1;

    PostgresWork(PostgresDatabase database, Signals signals) {
        this.database = database;
        this.signals = signals;
    }

    /** Asks nobody: idle workers of a process share its one look a second, see {@link News}. */
    boolean await(Duration timeout) throws InterruptedException {
        long seen = nothingAt;
        signals.work().await(seen, timeout);
        return signals.work().count() != seen;
    }

    Optional<Claim> claim(String worker, Duration lease, int runningPerKey) {
        long rung = signals.work().count();
        boolean bounded = runningPerKey != Integer.MAX_VALUE;
        Optional<Claim> claim = database.write(session -> claim(session, worker, lease,
                bounded ? UNDER_KEYS_BOUND + runningPerKey : ""));
        if (claim.isEmpty() && !bounded) nothingAt = rung;
        return claim;
    }

    private static Optional<Claim> claim(Session session, String worker, Duration lease, String bound)
            throws SQLException {
        if (!bound.isEmpty()) session.first(ALONE, _ -> true);
        long sent = System.nanoTime();
        Optional<Long> claimed = session.first("WITH first AS (SELECT seq " + WAITING + bound + """

                    ORDER BY priority, coalesce(turn, seq * 1000000) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED),
                moved AS (
                    UPDATE request SET state = 'IN_PROGRESS', attempt = attempt + 1, started = now_ms()
                    FROM first WHERE request.seq = first.seq RETURNING request.seq, id, attempt, log_count)
                INSERT INTO run (seq, id, worker, attempt, lease_until, log_count)
                SELECT seq, id, ?, attempt, now_ms() + ?, log_count FROM moved RETURNING seq""",
                row -> row.number("seq"), worker, lease);
        if (claimed.isEmpty()) return Optional.empty();
        record Found(RequestView view, String input) {}
        Found found = session.first("SELECT input, " + RequestRows.COLUMNS + """
                FROM request_now JOIN payload USING (seq) WHERE seq = ?""",
                row -> new Found(RequestRows.view(row), row.text("input")), claimed.get()).orElseThrow();
        session.changed(found.view.id());
        session.queueMoved();
        return Optional.of(new Claim(new Lease(found.view.id(), worker, found.view.attempt()), found.view, found.input,
                sent));
    }

    List<RequestStore.Beat> heartbeats(List<RequestStore.Report> reports, Duration extension) {
        return database.write(session -> PostgresBeats.store(session, reports, extension));
    }

    boolean finish(Lease lease, Outcome outcome, Optional<Duration> inferenceTime, List<LogLine.Draft> logs,
            List<FileRecord> files) {
        return database.write(session -> {
            Optional<Held> held = held(session, lease);
            if (held.isEmpty()) return finished(session, lease);
            append(session, held.get().seq(), logs);
            for (FileRecord file : files) SqlFiles.insert(session, file);
            end(session, held.get().seq(), outcome, inferenceTime, Optional.of(lease.worker()));
            return true;
        });
    }

    /** Whether this very run ended the request before, and the answer was lost on its way. */
    private static boolean finished(Session session, Lease lease) throws SQLException {
        return session.number("SELECT count(*) FROM request WHERE id = ? AND attempt = ? AND finished_by = ?",
                lease.requestId(), lease.attempt(), lease.worker()) > 0;
    }

    Optional<State> abandon(Lease lease, Fault fault, String message) {
        return database.write(session -> {
            Optional<Held> held = held(session, lease);
            return held.isEmpty() ? Optional.empty() : Optional.of(giveUp(session, held.get(), fault, message, true));
        });
    }

    List<String> abandonAll(String workerPrefix, Fault fault, String message) {
        return database.write(session -> {
            List<Held> lost = session.list(HELD + "WHERE starts_with(run.worker, ?) ORDER BY seq FOR NO KEY UPDATE",
                    Held::read, workerPrefix);
            for (Held held : lost) giveUp(session, held, fault, message, false);
            return lost.stream().map(Held::id).toList();
        });
    }

    boolean release(Lease lease) {
        return database.write(session -> {
            Optional<Held> held = held(session, lease);
            if (held.isEmpty()) return false;
            session.update("UPDATE request SET forgiven = forgiven + 1 WHERE seq = ?", held.get().seq());
            backToQueue(session, held.get());
            return true;
        });
    }

    RequestStore.Sweep sweep() {
        boolean idle = database.read(session -> session.number("""
                SELECT count(*) FROM (
                    (SELECT seq FROM request WHERE state = 'IN_QUEUE' AND start_by <= (SELECT now_ms()) LIMIT 1)
                    UNION ALL (SELECT seq FROM run WHERE lease_until <= (SELECT now_ms()) LIMIT 1)) AS due""")) == 0;
        return idle ? new RequestStore.Sweep(0, 0, 0) : database.write(PostgresWork::sweep);
    }

    /** What another process is just looking after is passed over. */
    private static RequestStore.Sweep sweep(Session session) throws SQLException {
        List<Long> late = session.list("""
                SELECT seq FROM request WHERE state = 'IN_QUEUE' AND start_by <= (SELECT now_ms())
                ORDER BY seq FOR NO KEY UPDATE SKIP LOCKED""", row -> row.number("seq"));
        for (long seq : late) end(session, seq, new Outcome.Expired(), Optional.empty(), Optional.empty());
        List<Held> silent = session.list(
                HELD + "WHERE run.lease_until <= (SELECT now_ms()) ORDER BY seq FOR NO KEY UPDATE SKIP LOCKED",
                Held::read);
        int requeued = 0;
        for (Held held : silent) {
            State state = giveUp(session, held, Fault.RUNNER_DISCONNECTED, "The worker stopped reporting", false);
            if (state == State.IN_QUEUE) requeued++;
        }
        return new RequestStore.Sweep(late.size(), requeued, silent.size() - requeued);
    }

    private static Optional<Held> held(Session session, Lease lease) throws SQLException {
        return session.first(HELD + OF_LEASE, Held::read, lease.requestId(), lease.worker(), lease.attempt());
    }

    /** Decides what becomes of a request that has no worker any more. */
    private static State giveUp(Session session, Held held, Fault fault, String message, boolean behind)
            throws SQLException {
        Instant now = session.now();
        Optional<Outcome> ending = held.ending(fault, message, now);
        if (ending.isPresent()) {
            end(session, held.seq(), ending.get(), Optional.empty(), Optional.empty());
            return State.COMPLETED;
        }
        append(session, held.seq(), List.of(new LogLine.Draft(now, LogLine.Level.WARN, message + "; trying again")));
        if (behind) last(session, held.seq());
        backToQueue(session, held);
        return State.IN_QUEUE;
    }

    /** Puts a request behind all others of its priority. */
    private static void last(Session session, long seq) throws SQLException {
        session.first("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext('pixal3d turn'))) AS locked", _ -> true);
        session.update("""
                UPDATE request SET turn = 1 + greatest(
                    (SELECT last_value * 1000000 FROM request_seq_seq),
                    (SELECT coalesce(max(turn), 0) FROM request WHERE state = 'IN_QUEUE'))
                WHERE seq = ?""", seq);
    }

    /** Puts a request that has ended back into the queue. */
    static void again(Session session, long seq) throws SQLException {
        last(session, seq);
        int end = (int) session.number("""
                UPDATE request SET state = 'IN_QUEUE', forgiven = attempt, start_by = NULL, started = NULL,
                    ended = NULL, ending = NULL, status = NULL, error_type = NULL, error = NULL, inference_time = NULL,
                    finished_by = NULL, log_count = log_count + 1
                WHERE seq = ? RETURNING log_count""", seq);
        PostgresBeats.lines(session, seq, end,
                List.of(new LogLine.Draft(session.now(), LogLine.Level.WARN, Requeue.LINE)));
    }

    private static void backToQueue(Session session, Held held) throws SQLException {
        session.update("""
                WITH gone AS (DELETE FROM run WHERE seq = ? RETURNING seq, log_count)
                UPDATE request SET state = 'IN_QUEUE', started = NULL, log_count = gone.log_count
                FROM gone WHERE request.seq = gone.seq""", held.seq());
        session.changed(held.id());
        session.workAdded();
    }

    /**
     * Completes a request that has not ended, whatever its state, and makes its webhook due.
     *
     * @param worker
     *            whose run ended it; empty when none did
     */
    static void end(Session session, long seq, Outcome outcome, Optional<Duration> inferenceTime,
            Optional<String> worker) throws SQLException {
        record Ended(String id, boolean storeIo, Optional<String> webhook) {}
        Ending ending = outcome.ending();
        Ended ended = session.first("""
                UPDATE request SET state = 'COMPLETED', ending = ?, status = ?, error_type = ?, error = ?,
                    ended = now_ms(), inference_time = ?, finished_by = ?,
                    log_count = coalesce((SELECT run.log_count FROM run WHERE run.seq = request.seq), log_count)
                WHERE seq = ? AND state <> 'COMPLETED' RETURNING id, store_io, webhook_url""",
                row -> new Ended(row.text("id"), row.flag("store_io"), row.optionalText("webhook_url")), ending.kind(),
                ending.status(), ending.errorType(), ending.error(), inferenceTime, worker, seq).orElseThrow();
        boolean ran = session.update("DELETE FROM run WHERE seq = ?", seq) > 0;
        if (!ran) session.queueMoved();
        session.update("UPDATE payload SET output = ?, input = CASE WHEN ? THEN input END WHERE seq = ?",
                RequestRows.output(outcome), ended.storeIo, seq);
        if (ended.webhook.isPresent()) {
            session.update("INSERT INTO delivery (seq, request_id, url, due) VALUES (?, ?, ?, now_ms())", seq, ended.id,
                    ended.webhook);
            session.deliveryAdded();
        }
        session.changed(ended.id);
    }

    private static void append(Session session, long seq, List<LogLine.Draft> lines) throws SQLException {
        if (lines.isEmpty()) return;
        int end = (int) session.number("UPDATE run SET log_count = log_count + ? WHERE seq = ? RETURNING log_count",
                lines.size(), seq);
        PostgresBeats.lines(session, seq, end, lines);
    }
}
