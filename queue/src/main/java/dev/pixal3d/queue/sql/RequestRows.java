// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Acl;
import dev.pixal3d.queue.Ending;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.RunProgress;
import dev.pixal3d.queue.State;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** How requests and their parts are written in columns, and read back. */
public final class RequestRows {
    /** Of a request, as {@link #view} reads them. */
    public static final String COLUMNS = """
            seq, id, endpoint, key_id, priority, state, attempt, cancel_requested, stage, step, steps, fraction,
            remaining, log_count, ending, status, error_type, error, created, started, ended, inference_time, store_io,
            tags, webhook_url, expires_after, acl, coalesce(turn, seq * 1000000) AS rank
            """;

    private static final ObjectMapper JSON = JsonMapper.shared();

    private RequestRows() {}

    /** A row, what it is sorted by in the queue, and its view; the place in the queue is the caller's to fill in. */
    public record Numbered(long seq, long rank, RequestView view) {
        public RequestView at(int position) { return view.at(position); }
    }

    public static Numbered read(Row row) throws SQLException {
        return new Numbered(row.number("seq"), row.number("rank"), view(row));
    }

    public static RequestView view(Row row) throws SQLException {
        return new RequestView(row.text("id"), row.text("endpoint"), row.optionalText("key_id"),
                Priority.values()[row.integer("priority")], row.word(State.class, "state"), 0, row.integer("attempt"),
                row.flag("cancel_requested"), progress(row), row.integer("log_count"), ending(row),
                row.instant("created"), row.optionalInstant("started"), row.optionalInstant("ended"),
                row.optionalDuration("inference_time"), row.flag("store_io"), tags(row.optionalText("tags")),
                row.optionalText("webhook_url"),
                new Lifecycle(row.optionalDuration("expires_after"), acl(row.optionalText("acl"))));
    }

    private static Optional<RunProgress> progress(Row row) throws SQLException {
        Optional<String> stage = row.optionalText("stage");
        if (stage.isEmpty()) return Optional.empty();
        return Optional.of(new RunProgress(stage.get(), row.integer("step"), row.integer("steps"),
                row.real("fraction"), row.optionalDuration("remaining")));
    }

    private static Optional<Ending> ending(Row row) throws SQLException {
        Optional<String> kind = row.optionalText("ending");
        if (kind.isEmpty()) return Optional.empty();
        return Optional.of(new Ending(Outcome.Kind.valueOf(kind.get()), row.integer("status"), row.text("error_type"),
                row.text("error")));
    }

    /** The text that is stored beside the ending; empty for outcomes that are told by it alone. */
    public static Optional<String> output(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded s -> Optional.of(s.output());
            case Outcome.Rejected r -> Optional.of(r.body());
            case Outcome.Faulted _,Outcome.Expired _,Outcome.Cancelled _ -> Optional.empty();
        };
    }

    /** A request's log from a line number on. */
    public static List<LogLine> logs(Session session, String id, int from) throws SQLException {
        return session.list("""
                SELECT number, time, level, message FROM log
                WHERE seq = (SELECT seq FROM request WHERE id = ?) AND number >= ? ORDER BY number""",
                RequestRows::line, id, from);
    }

    static LogLine line(Row row) throws SQLException {
        return new LogLine(row.integer("number"), row.instant("time"), row.word(LogLine.Level.class, "level"),
                row.text("message"));
    }

    /** The outcome of a request; empty before it is completed, and when its text was deleted. */
    public static Optional<Outcome> outcome(Session session, String id) throws SQLException { return session.first("""
            SELECT ending, status, error_type, error, output FROM request LEFT JOIN payload USING (seq)
            WHERE id = ? AND state = 'COMPLETED'""", RequestRows::outcome, id).flatMap(o -> o); }

    /** The outcome of a completed request, from its ending and the column output; empty when its text was deleted. */
    static Optional<Outcome> outcome(Row row) throws SQLException {
        Ending ending = ending(row).orElseThrow();
        Optional<String> output = row.optionalText("output");
        return switch (ending.kind()) {
            case SUCCEEDED -> output.map(Outcome.Succeeded::new);
            case REJECTED -> output.map(body -> new Outcome.Rejected(ending.status(), ending.errorType(), body));
            case FAULTED -> Optional.of(new Outcome.Faulted(Fault.ofType(ending.errorType()), ending.error()));
            case EXPIRED -> Optional.of(new Outcome.Expired());
            case CANCELLED -> Optional.of(new Outcome.Cancelled());
        };
    }

    public static Optional<String> tagsText(Map<String, String> tags) {
        return tags.isEmpty() ? Optional.empty() : Optional.of(JSON.writeValueAsString(tags));
    }

    private static Map<String, String> tags(Optional<String> text) {
        return text.isEmpty() ? Map.of() : Map.copyOf(JSON.readValue(text.get(), StringMap.class));
    }

    /** The column is empty for public files, the common case. */
    public static Optional<String> aclText(Acl acl) {
        return acl.equals(Acl.PUBLIC) ? Optional.empty() : Optional.of(JSON.writeValueAsString(acl));
    }

    static Acl acl(Optional<String> text) {
        return text.isEmpty() ? Acl.PUBLIC : JSON.readValue(text.get(), Acl.class);
    }

    private static final class StringMap extends java.util.HashMap<String, String> {
        private static final long serialVersionUID = 1L;
    }
}
