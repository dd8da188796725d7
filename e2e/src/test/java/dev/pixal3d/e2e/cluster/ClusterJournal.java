// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened to every request of a cluster, as the database saw it: written by triggers, past all our code and in
 * the transaction of the change itself, so that no kill can separate the two. Needs {@code track_commit_timestamp},
 * which tells in what order changes came to be visible.
 *
 * @param moves
 *            of all requests, those of one in their order
 * @param claims
 *            who ran what
 * @param requests
 *            as they ended
 * @param files
 *            records of results
 */
record ClusterJournal(List<Move> moves, List<Claim> claims, List<Request> requests, List<ResultFile> files) {
    /** Settings that the server needs. */
    static final List<String> SETTINGS = List.of("-c", "track_commit_timestamp=on");

    /**
     * The claim's own snapshot decides what it could see: a function that is STABLE and called by a trigger's condition
     * looks through it. What nobody has locked, not even for a moment, has no xmax, or that of who made it.
     */
    private static final List<String> BEGIN = List.of("""
            CREATE TABLE journal (n bigserial PRIMARY KEY, xid xid NOT NULL, id text, state text, attempt integer,
                forgiven integer, priority integer, place bigint, worker text, ending text)""",
            """
                    CREATE TABLE claimed (id text, attempt integer, worker text, lease bigint, xid xid,
                        PRIMARY KEY (id, attempt))""",
            """
                    CREATE TABLE filed (key text, id text, xid xid)""", """
                    CREATE TABLE passed (id text)""", """
                    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        INSERT INTO journal (xid, id, state, attempt, forgiven, priority, place, worker, ending)
                        VALUES (pg_current_xact_id()::xid, new.id, new.state, new.attempt, new.forgiven, new.priority,
                            coalesce(new.turn, new.seq * 1000000), new.finished_by, new.ending);
                        RETURN NULL;
                    END $$""", """
                    CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        INSERT INTO claimed VALUES (new.id, new.attempt, new.worker, new.lease_until,
                            pg_current_xact_id()::xid);
                        RETURN NULL;
                    END $$""", """
                    CREATE FUNCTION note_file() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        INSERT INTO filed VALUES (new.key, new.request_id, pg_current_xact_id()::xid);
                        RETURN NULL;
                    END $$""", """
                    CREATE FUNCTION passes(its_seq bigint, its_priority integer, its_place bigint) RETURNS boolean
                    LANGUAGE plpgsql STABLE AS $$
                    BEGIN
                        RETURN EXISTS (SELECT 1 FROM request r WHERE r.state = 'IN_QUEUE' AND r.seq <> its_seq
                            AND (r.priority, coalesce(r.turn, r.seq * 1000000)) < (its_priority, its_place)
                            AND (r.xmax = '0'::xid OR r.xmax = r.xmin));
                    END $$""", """
                    CREATE FUNCTION note_passed() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        INSERT INTO passed VALUES (new.id);
                        RETURN NULL;
                    END $$""",
            "CREATE TRIGGER noted AFTER INSERT OR UPDATE OF state ON request FOR EACH ROW EXECUTE FUNCTION note()",
            "CREATE TRIGGER noted AFTER INSERT ON run FOR EACH ROW EXECUTE FUNCTION note_claim()",
            "CREATE TRIGGER noted AFTER INSERT ON file FOR EACH ROW WHEN (new.request_id IS NOT NULL) "
                    + "EXECUTE FUNCTION note_file()",
            """
                    CREATE TRIGGER passed AFTER UPDATE OF state ON request FOR EACH ROW WHEN (new.state = 'IN_PROGRESS'
                        AND passes(new.seq, new.priority, coalesce(new.turn, new.seq * 1000000)))
                    EXECUTE FUNCTION note_passed()""");
    private static final String AT = "(extract(epoch FROM pg_xact_commit_timestamp(%s)) * 1000000)::bigint AS at";

    /** One change of a request's state. Times are microseconds since 1970, those of the commit. */
    record Move(String id, String state, int attempt, int forgiven, int priority, long place, Optional<String> ending,
            long at, String transaction) {}

    /**
     * One attempt, begun when the lease begins, in milliseconds since 1970: a network may swallow the commit for longer
     * than the lease lasts.
     */
    record Claim(String id, int attempt, String worker, boolean passed, long begun, long at) {}

    /** How a request ended: its log has so many lines, which are numbered so; whose run ended it. */
    record Request(String id, int attempt, int forgiven, int maxAttempts, String state, String ending,
            Optional<String> finishedBy, int logCount, List<String> log, String output) {}

    /** The record of a result's file. */
    record ResultFile(String key, String id, String transaction) {}

    /** Begins to write; from now on the database keeps through a crash what it said to have committed. */
    static void begin(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + database + " SET synchronous_commit = on");
            for (String sql : BEGIN) statement.execute(sql);
        }
    }

    static ClusterJournal read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return new ClusterJournal(
                    list(statement, "SELECT *, " + AT.formatted("xid") + " FROM journal ORDER BY n",
                            row -> new Move(row.getString("id"), row.getString("state"), row.getInt("attempt"),
                                    row.getInt("forgiven"), row.getInt("priority"), row.getLong("place"),
                                    Optional.ofNullable(row.getString("ending")), row.getLong("at"),
                                    row.getString("xid"))),
                    list(statement,
                            "SELECT c.*, p.id IS NOT NULL AS passed, " + AT.formatted("xid")
                                    + " FROM claimed c LEFT JOIN passed p USING (id) ORDER BY at",
                            row -> new Claim(row.getString("id"), row.getInt("attempt"), row.getString("worker"),
                                    row.getBoolean("passed"), row.getLong("lease") - ClusterProcess.LEASE.toMillis(),
                                    row.getLong("at"))),
                    list(statement, """
                            SELECT r.*, coalesce(output, '') AS output, ARRAY(SELECT number || ' ' || message FROM log
                                WHERE log.seq = r.seq ORDER BY number) AS lines
                            FROM request r JOIN payload USING (seq) ORDER BY seq""",
                            row -> new Request(row.getString("id"), row.getInt("attempt"), row.getInt("forgiven"),
                                    row.getInt("max_attempts"), row.getString("state"),
                                    String.valueOf(row.getString("ending")),
                                    Optional.ofNullable(row.getString("finished_by")), row.getInt("log_count"),
                                    List.of((String[]) row.getArray("lines").getArray()), row.getString("output"))),
                    list(statement, "SELECT * FROM filed", row -> new ResultFile(row.getString("key"),
                            row.getString("id"), row.getString("xid"))));
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> list(Statement statement, String sql, Reader<T> reader) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) all.add(reader.read(rows));
            return all;
        }
    }

    /** The moves of each request. */
    Map<String, List<Move>> byRequest() {
        Map<String, List<Move>> all = new LinkedHashMap<>();
        for (Move move : moves) all.computeIfAbsent(move.id, _ -> new ArrayList<>()).add(move);
        return all;
    }

    /** The claim of an attempt. */
    Optional<Claim> claim(String id, int attempt) {
        return claims.stream().filter(claim -> claim.id.equals(id) && claim.attempt == attempt).findFirst();
    }
}
