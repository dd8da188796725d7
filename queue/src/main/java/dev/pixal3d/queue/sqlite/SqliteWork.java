// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Ending;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.RunProgress;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What workers do to requests in SQLite: the state machine from claim to ending, and its upkeep. */
final class SqliteWork {
    private static final String HELD = "WHERE id = ? AND worker = ? AND attempt = ? AND state = 'IN_PROGRESS'";
    private static final String UNDER_KEYS_BOUND = """
            AND (SELECT count(*) FROM request AS other WHERE other.state = 'IN_PROGRESS'
                AND coalesce(other.key_id, '') = coalesce(waiting.key_id, '')) <\s""";
    private static final String HELD_COLUMNS = """
            SELECT seq, id, attempt, forgiven, max_attempts, cancel_requested, start_by FROM request
            """;

    private final Database database;
    private final Signals signals;
    private final InstantSource clock;

    SqliteWork(Database database, Signals signals, InstantSource clock) {
        this.database = database;
        this.signals = signals;
        this.clock = clock;
    }

    /** How many requests are in a state. */
    static long tally(Session session, State state) throws SQLException {
        return session.number("SELECT sum(n) FROM tally WHERE state = ?", state);
    }

    boolean await(Duration timeout) throws InterruptedException {
        Signals.Bell bell = signals.work();
        long seen = bell.count();
        boolean claimable = database.read(session -> session.number("""
                SELECT EXISTS (SELECT 1 FROM request
                    WHERE state = 'IN_QUEUE' AND (start_by IS NULL OR start_by > ?)
                    AND\s""" + Pause.NONE + ")", clock.instant())) > 0;
        if (claimable) return true;
        bell.await(seen, timeout);
        return bell.count() != seen;
    }

    Optional<Claim> claim(String worker, Duration lease, int runningPerKey) {
        return database.write(session -> {
            long sent = System.nanoTime();
            Instant now = clock.instant();
            Optional<RequestRows.Numbered> claimed = session.first("""
                    UPDATE request SET state = 'IN_PROGRESS', worker = ?, lease_until = ?, attempt = attempt + 1,
                        started = ?, stage = NULL
                    WHERE seq = (SELECT seq FROM request AS waiting
                        WHERE state = 'IN_QUEUE' AND (start_by IS NULL OR start_by > ?)
                        AND\s""" + Pause.NONE + " "
                    + (runningPerKey == Integer.MAX_VALUE ? "" : UNDER_KEYS_BOUND + runningPerKey) + """

                                ORDER BY priority, coalesce(turn, seq * 1000000) LIMIT 1)
                            RETURNING\s""" + RequestRows.COLUMNS, RequestRows::read, worker, now.plus(lease), now, now);
            if (claimed.isEmpty()) return Optional.empty();
            RequestView view = claimed.get().view();
            String input = session.first("SELECT input FROM payload WHERE seq = ?", row -> row.text("input"),
                    claimed.get().seq()).orElseThrow();
            session.changed(view.id());
            session.queueMoved();
            return Optional.of(new Claim(new Lease(view.id(), worker, view.attempt()), view, input, sent));
        });
    }

    List<RequestStore.Beat> heartbeats(List<RequestStore.Report> reports, Duration extension) {
        return database.write(session -> {
            List<RequestStore.Beat> beats = new ArrayList<>();
            for (RequestStore.Report report : reports) beats.add(heartbeat(session, report, extension));
            return beats;
        });
    }

    private RequestStore.Beat heartbeat(Session session, RequestStore.Report report, Duration extension)
            throws SQLException {
        Optional<Held> held = held(session, report.lease());
        if (held.isEmpty()) return RequestStore.Beat.LOST;
        long seq = held.get().seq();
        session.update("UPDATE request SET lease_until = ? WHERE seq = ?", clock.instant().plus(extension), seq);
        if (report.progress().isPresent()) {
            RunProgress p = report.progress().get();
            session.update("""
                    UPDATE request SET stage = ?, step = ?, steps = ?, fraction = ?, remaining = ?
                    WHERE seq = ?""", p.stage(), p.step(), p.steps(), p.fraction(), p.remaining(), seq);
        }
        append(session, seq, report.logs());
        if (report.progress().isPresent() || !report.logs().isEmpty()) session.changed(held.get().id());
        return held.get().cancelRequested() ? RequestStore.Beat.CANCEL : RequestStore.Beat.CONTINUE;
    }

    boolean finish(Lease lease, Outcome outcome, Optional<Duration> inferenceTime, List<LogLine.Draft> logs,
            List<FileRecord> files) {
        return database.write(session -> {
            Optional<Held> held = held(session, lease);
            if (held.isEmpty()) return finished(session, lease);
            append(session, held.get().seq(), logs);
            session.update("UPDATE request SET finished_by = ? WHERE seq = ?", lease.worker(), held.get().seq());
            for (FileRecord file : files) SqlFiles.insert(session, file);
            end(session, held.get().seq(), outcome, inferenceTime, clock.instant());
            return true;
        });
    }

    /** Whether this very run ended the request before. */
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
            List<Held> lost = session.list(HELD_COLUMNS + """
                    WHERE state = 'IN_PROGRESS' AND substr(worker, 1, length(?)) = ? ORDER BY seq""", Held::read,
                    workerPrefix, workerPrefix);
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
        Instant now = clock.instant();
        boolean idle = database.read(session -> session.number("""
                SELECT EXISTS (SELECT 1 FROM request
                        WHERE state = 'IN_QUEUE' AND start_by IS NOT NULL AND start_by <= ?)
                    OR EXISTS (SELECT 1 FROM request WHERE state = 'IN_PROGRESS' AND lease_until <= ?)""", now,
                now)) == 0;
        return idle ? new RequestStore.Sweep(0, 0, 0) : database.write(session -> sweep(session, now));
    }

    private RequestStore.Sweep sweep(Session session, Instant now) throws SQLException {
        List<Long> late = session.list("""
                SELECT seq FROM request WHERE state = 'IN_QUEUE' AND start_by IS NOT NULL AND start_by <= ?
                ORDER BY seq""", row -> row.number("seq"), now);
        for (long seq : late) end(session, seq, new Outcome.Expired(), Optional.empty(), now);
        List<Held> silent = session.list(
                HELD_COLUMNS + "WHERE state = 'IN_PROGRESS' AND lease_until <= ? ORDER BY seq",
                Held::read, now);
        int requeued = 0;
        for (Held held : silent) {
            State state = giveUp(session, held, Fault.RUNNER_DISCONNECTED, "The worker stopped reporting", false);
            if (state == State.IN_QUEUE) requeued++;
        }
        return new RequestStore.Sweep(late.size(), requeued, silent.size() - requeued);
    }

    private static Optional<Held> held(Session session, Lease lease) throws SQLException {
        return session.first(HELD_COLUMNS + HELD, Held::read, lease.requestId(), lease.worker(), lease.attempt());
    }

    /** Decides what becomes of a request that has no worker any more. */
    private State giveUp(Session session, Held held, Fault fault, String message, boolean behind)
            throws SQLException {
        Instant now = clock.instant();
        Optional<Outcome> ending = held.ending(fault, message, now);
        if (ending.isPresent()) {
            end(session, held.seq(), ending.get(), Optional.empty(), now);
            return State.COMPLETED;
        }
        append(session, held.seq(), List.of(new LogLine.Draft(now, LogLine.Level.WARN, message + "; trying again")));
        if (behind) last(session, held.seq());
        backToQueue(session, held);
        return State.IN_QUEUE;
    }

    /** Puts a request behind all others of its priority. */
    private static void last(Session session, long seq) throws SQLException { session.update("""
            UPDATE request SET turn = 1 + max((SELECT seq * 1000000 FROM sqlite_sequence WHERE name = 'request'),
                (SELECT coalesce(max(turn), 0) FROM request WHERE state = 'IN_QUEUE'))
            WHERE seq = ?""", seq); }

    /** Puts a request that has ended back into the queue. */
    static void again(Session session, long seq) throws SQLException {
        append(session, seq, List.of(new LogLine.Draft(session.now(), LogLine.Level.WARN, Requeue.LINE)));
        last(session, seq);
        session.update("""
                UPDATE request SET state = 'IN_QUEUE', forgiven = attempt, start_by = NULL, started = NULL,
                    ended = NULL, ending = NULL, status = NULL, error_type = NULL, error = NULL, inference_time = NULL,
                    finished_by = NULL, cancel_requested = 0, step = 0, steps = 0, fraction = 0, remaining = NULL
                WHERE seq = ?""", seq);
    }

    private static void backToQueue(Session session, Held held) throws SQLException {
        session.update("""
                UPDATE request SET state = 'IN_QUEUE', worker = NULL, lease_until = NULL, started = NULL, stage = NULL
                WHERE seq = ?""", held.seq());
        session.changed(held.id());
        session.workAdded();
    }

    /** Completes a request that has not ended, whatever its state, and makes its webhook due. */
    static void end(Session session, long seq, Outcome outcome, Optional<Duration> inferenceTime, Instant now)
            throws SQLException {
        record Ended(String id, boolean storeIo, Optional<String> webhook) {}
        Ending ending = outcome.ending();
        if (session.number("SELECT state = 'IN_QUEUE' FROM request WHERE seq = ?", seq) > 0) session.queueMoved();
        Ended ended = session.first("""
                UPDATE request SET state = 'COMPLETED', worker = NULL, lease_until = NULL, stage = NULL, ending = ?,
                    status = ?, error_type = ?, error = ?, ended = ?, inference_time = ?
                WHERE seq = ? AND state <> 'COMPLETED' RETURNING id, store_io, webhook_url""",
                row -> new Ended(row.text("id"), row.flag("store_io"), row.optionalText("webhook_url")), ending.kind(),
                ending.status(), ending.errorType(), ending.error(), now, inferenceTime, seq).orElseThrow();
        session.update("UPDATE payload SET output = ? WHERE seq = ?", RequestRows.output(outcome), seq);
        if (!ended.storeIo) session.update("UPDATE payload SET input = NULL WHERE seq = ?", seq);
        if (ended.webhook.isPresent()) {
            session.update("INSERT INTO delivery (seq, request_id, url, due) VALUES (?, ?, ?, ?)", seq, ended.id,
                    ended.webhook, now);
            session.deliveryAdded();
        }
        session.changed(ended.id);
    }

    private static void append(Session session, long seq, List<LogLine.Draft> lines) throws SQLException {
        if (lines.isEmpty()) return;
        long number = session.number("UPDATE request SET log_count = log_count + ? WHERE seq = ? RETURNING log_count",
                lines.size(), seq) - lines.size();
        long kept = number + lines.size() - LogLine.KEPT;
        for (LogLine.Draft line : lines) {
            session.update("INSERT INTO log (seq, number, time, level, message) VALUES (?, ?, ?, ?, ?)", seq, number++,
                    line.time(), line.level(), line.message());
        }
        if (kept > 0) session.update("DELETE FROM log WHERE seq = ? AND number < ?", seq, kept);
    }
}
