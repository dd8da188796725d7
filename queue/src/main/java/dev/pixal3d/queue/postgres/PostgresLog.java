// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Log lines in their table, those of any number of requests in one insertion. */
final class PostgresLog {
    /** How many one statement adds. */
    private static final int LINES = 200;

    private PostgresLog() {}

    /**
     * The last lines of a request's log.
     *
     * @param seq
     *            the request
     * @param end
     *            the number after the last
     */
    record Tail(long seq, int end, List<LogLine.Draft> lines) {}

    /** Stores the last lines of logs and forgets the first. */
    static void add(Session session, List<Tail> tails) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        for (Tail tail : tails) {
            int number = tail.end - tail.lines.size();
            for (LogLine.Draft line : tail.lines) {
                rows.add(List.of(tail.seq, number++, line.time(), line.level(), line.message()));
            }
        }
        for (int from = 0; from < rows.size(); from += LINES) {
            List<List<Object>> some = rows.subList(from, Math.min(rows.size(), from + LINES));
            session.update(
                    "INSERT INTO log (seq, number, time, level, message) VALUES "
                            + String.join(", ", Collections.nCopies(some.size(), "(?, ?, ?, ?, ?)")),
                    some.stream().flatMap(List::stream).toArray());
        }
        for (Tail tail : tails) {
            if (tail.end <= LogLine.KEPT || tail.lines.isEmpty()) continue;
            session.update("DELETE FROM log WHERE seq = ? AND number < ?", tail.seq, tail.end - LogLine.KEPT);
        }
    }
}
