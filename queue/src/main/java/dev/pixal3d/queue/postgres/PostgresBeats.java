// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RunProgress;
import dev.pixal3d.queue.sql.Row;
import dev.pixal3d.queue.sql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Heartbeats: those of all runs of a node in one update, their log lines in a few insertions. They wait for no lock: a
 * server that stands still while it has one request's row must not cost the leases of a node's other runs.
 */
final class PostgresBeats {
    /** How many log lines one statement adds. */
    private static final int LINES = 200;

    private PostgresBeats() {}

    /** A row that was met: where its log ends, and whether its client wants it to stop. */
    private record Met(long seq, int logEnd, boolean cancel) {}

    static List<RequestStore.Beat> store(Session session, List<RequestStore.Report> reports, Duration extension)
            throws SQLException {
        Map<Lease, Met> met = extend(session, reports, extension);
        List<Lease> rest = reports.stream().map(RequestStore.Report::lease).filter(lease -> !met.containsKey(lease))
                .toList();
        Set<Lease> locked = rest.isEmpty() ? Set.of() : there(session, rest);
        List<RequestStore.Beat> beats = new ArrayList<>();
        for (RequestStore.Report report : reports) {
            Met run = met.get(report.lease());
            if (run == null) {
                beats.add(locked.contains(report.lease()) ? RequestStore.Beat.AGAIN : RequestStore.Beat.LOST);
                continue;
            }
            lines(session, run.seq, run.logEnd, report.logs());
            if (report.progress().isPresent() || !report.logs().isEmpty()) session.changed(report.lease().requestId());
            beats.add(run.cancel ? RequestStore.Beat.CANCEL : RequestStore.Beat.CONTINUE);
        }
        return beats;
    }

    /** All but those whose rows somebody has locked. */
    private static Map<Lease, Met> extend(Session session, List<RequestStore.Report> reports, Duration extension)
            throws SQLException {
        List<Object> arguments = new ArrayList<>();
        for (RequestStore.Report report : reports) {
            Optional<RunProgress> p = report.progress();
            arguments.addAll(List.of(report.lease().requestId(), report.lease().worker(), report.lease().attempt(),
                    p.map(RunProgress::stage), p.map(RunProgress::step), p.map(RunProgress::steps),
                    p.map(RunProgress::fraction), p.flatMap(RunProgress::remaining), report.logs().size()));
        }
        arguments.add(extension);
        String values = String.join(", ", Collections.nCopies(reports.size(),
                "(?::text, ?::text, ?::int, ?::text, ?::int, ?::int, ?::float8, ?::bigint, ?::int)"));
        Map<Lease, Met> met = new HashMap<>();
        session.list("WITH told (id, worker, attempt, stage, step, steps, fraction, remaining, lines) AS (VALUES "
                + values + """
                        ), b AS (
                            SELECT run.seq, told.* FROM told JOIN run USING (id, worker, attempt)
                            FOR NO KEY UPDATE OF run SKIP LOCKED)
                        UPDATE run SET lease_until = (SELECT now_ms()) + ?, stage = coalesce(b.stage, run.stage),
                            step = coalesce(b.step, run.step), steps = coalesce(b.steps, run.steps),
                            fraction = coalesce(b.fraction, run.fraction),
                            remaining = CASE WHEN b.stage IS NULL THEN run.remaining ELSE b.remaining END,
                            log_count = run.log_count + b.lines
                        FROM b WHERE run.seq = b.seq
                        RETURNING run.id, run.worker, run.attempt, run.seq, run.log_count, run.cancel""",
                row -> met.put(lease(row),
                        new Met(row.number("seq"), row.integer("log_count"), row.flag("cancel"))),
                arguments.toArray());
        return met;
    }

    private static Lease lease(Row row) throws SQLException {
        return new Lease(row.text("id"), row.text("worker"), row.integer("attempt"));
    }

    /** Those that hold, as far as is committed. */
    private static Set<Lease> there(Session session, List<Lease> leases) throws SQLException {
        List<Lease> found = session.list("SELECT id, worker, attempt FROM run WHERE id IN ("
                + String.join(", ", Collections.nCopies(leases.size(), "?")) + ")", PostgresBeats::lease,
                leases.stream().map(Lease::requestId).toArray());
        return Set.copyOf(found);
    }

    /**
     * Stores the last lines of a log and forgets the first.
     *
     * @param end
     *            the number after the last
     */
    static void lines(Session session, long seq, int end, List<LogLine.Draft> lines) throws SQLException {
        if (lines.isEmpty()) return;
        int number = end - lines.size();
        for (int from = 0; from < lines.size(); from += LINES) {
            List<LogLine.Draft> some = lines.subList(from, Math.min(lines.size(), from + LINES));
            List<Object> arguments = new ArrayList<>();
            for (LogLine.Draft line : some) {
                arguments.addAll(List.of(seq, number++, line.time(), line.level(), line.message()));
            }
            session.update("INSERT INTO log (seq, number, time, level, message) VALUES "
                    + String.join(", ", Collections.nCopies(some.size(), "(?, ?, ?, ?, ?)")), arguments.toArray());
        }
        if (end > LogLine.KEPT) {
            session.update("DELETE FROM log WHERE seq = ? AND number < ?", seq, end - LogLine.KEPT);
        }
    }
}
