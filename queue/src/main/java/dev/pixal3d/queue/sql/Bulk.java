// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.LogLine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads any number of requests with one statement: their names travel as one JSON text, because a list of parameters
 * would be another statement for each length.
 *
 * @param requests
 *            the table or view that has {@link RequestRows#COLUMNS}
 * @param wanted
 *            a table expression named {@code wanted} that makes columns {@code id} and {@code line} of one parameter, a
 *            JSON array of objects
 */
public record Bulk(String requests, String wanted) {
    private static final ObjectMapper JSON = JsonMapper.shared();

    /** A request, and the number of the first of its log lines that is wanted. */
    private record Wanted(String id, int line) {}

    /** Those of the requests that are known, in no particular order. */
    public List<RequestRows.Numbered> requests(Session session, Collection<String> ids) throws SQLException {
        return session.list(
                "SELECT " + RequestRows.COLUMNS + " FROM " + requests + " WHERE id IN (SELECT id FROM " + wanted + ")",
                RequestRows::read, JSON.writeValueAsString(ids.stream().map(id -> new Wanted(id, 0)).toList()));
    }

    /**
     * Log lines of several requests.
     *
     * @param from
     *            for each request the first number that is wanted
     * @return what there is, oldest first
     */
    Map<String, List<LogLine>> logs(Session session, Map<String, Integer> from) throws SQLException {
        record Line(String id, LogLine line) {}
        List<Line> all = session.list("SELECT wanted.id, number, time, level, message FROM " + wanted + """
                 JOIN request ON request.id = wanted.id JOIN log ON log.seq = request.seq AND number >= wanted.line
                ORDER BY wanted.id, number""", row -> new Line(row.text("id"), RequestRows.line(row)),
                JSON.writeValueAsString(
                        from.entrySet().stream().map(e -> new Wanted(e.getKey(), e.getValue())).toList()));
        Map<String, List<LogLine>> byRequest = new HashMap<>();
        for (Line line : all) byRequest.computeIfAbsent(line.id, _ -> new ArrayList<>()).add(line.line);
        return byRequest;
    }
}
