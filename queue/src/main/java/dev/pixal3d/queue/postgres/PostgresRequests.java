// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Feed;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.HistoryPage;
import dev.pixal3d.queue.HistoryQuery;
import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.QueueStats;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.queue.sql.Bulk;
import dev.pixal3d.queue.sql.History;
import dev.pixal3d.queue.sql.FeedDispatcher;
import dev.pixal3d.queue.sql.Pause;
import dev.pixal3d.queue.sql.Positions;
import dev.pixal3d.queue.sql.Requeue;
import dev.pixal3d.queue.sql.RequestRows;
import dev.pixal3d.queue.sql.Session;
import dev.pixal3d.queue.sql.Signals;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The request queue in PostgreSQL: what clients ask; what workers do is in {@link PostgresWork}. */
final class PostgresRequests implements RequestStore {
    private static final String NOW = "request_now";
    private static final String BY_ID = "SELECT " + RequestRows.COLUMNS + " FROM " + NOW + " WHERE id = ?";
    private static final Bulk BULK = new Bulk(NOW, "json_to_recordset(?::json) AS wanted(id text, line integer)");

    private final PostgresDatabase database;
    private final Signals signals;
    private final Positions positions;
    private final FeedDispatcher dispatcher;
    private final PostgresSubmissions submissions;
    private final PostgresWork work;

    PostgresRequests(PostgresDatabase database, Signals signals, DatabaseClock clock) {
        this.database = database;
        this.signals = signals;
        this.positions = new Positions(signals);
        this.dispatcher = new FeedDispatcher(database, signals, positions, BULK);
        this.submissions = new PostgresSubmissions(clock);
        this.work = new PostgresWork(database, signals);
    }

    /** A request that was just read or made. */
    static Optional<RequestRows.Numbered> row(Session session, String id) throws SQLException {
        return session.first(BY_ID, RequestRows::read, id);
    }

    @Override
    public SubmitResult submit(Submission submission) {
        return database.write(session -> submissions.submit(session, submission));
    }

    @Override
    public Optional<RequestView> find(String id) {
        return database.read(session -> {
            Optional<RequestRows.Numbered> row = row(session, id);
            return row.isEmpty() ? Optional.empty() : Optional.of(positions.placed(session, row.get()));
        });
    }

    @Override
    public List<RequestView> findAll(Collection<String> ids) {
        return database.read(session -> {
            List<RequestView> found = new ArrayList<>();
            for (RequestRows.Numbered row : BULK.requests(session, ids)) found.add(positions.placed(session, row));
            return found;
        });
    }

    @Override
    public List<LogLine> logs(String id, int from) {
        return database.read(session -> RequestRows.logs(session, id, from));
    }

    @Override
    public Optional<Outcome> outcome(String id) { return database.read(session -> RequestRows.outcome(session, id)); }

    @Override
    public Optional<String> input(String id) {
        return database.read(session -> session.first("SELECT input FROM request JOIN payload USING (seq) WHERE id = ?",
                row -> row.optionalText("input"), id)).flatMap(o -> o);
    }

    @Override
    public CancelResult cancel(String id) {
        return database.write(session -> {
            record Found(long seq, State state) {}
            Optional<Found> found = session.first("SELECT seq, state FROM request WHERE id = ? FOR NO KEY UPDATE",
                    row -> new Found(row.number("seq"), row.word(State.class, "state")), id);
            if (found.isEmpty()) return CancelResult.NOT_FOUND;
            return switch (found.get().state) {
                case IN_QUEUE -> {
                    PostgresWork.end(session, found.get().seq, new Outcome.Cancelled(), Optional.empty(),
                            Optional.empty());
                    yield CancelResult.REMOVED;
                }
                case IN_PROGRESS -> {
                    session.update("UPDATE run SET cancel = true WHERE seq = ?", found.get().seq);
                    session.changed(id);
                    yield CancelResult.REQUESTED;
                }
                case COMPLETED -> CancelResult.ALREADY_COMPLETED;
            };
        });
    }

    @Override
    public int flush(String endpoint) {
        return database.write(session -> {
            List<Long> queued = session.list(
                    "SELECT seq FROM request WHERE state = 'IN_QUEUE' AND endpoint = ? ORDER BY seq FOR NO KEY UPDATE",
                    row -> row.number("seq"), endpoint);
            for (long seq : queued) {
                PostgresWork.end(session, seq, new Outcome.Cancelled(), Optional.empty(), Optional.empty());
            }
            return queued.size();
        });
    }

    @Override
    public HistoryPage history(HistoryQuery query) {
        return database.read(session -> History.page(session, NOW, query));
    }

    @Override
    public boolean deletePayloads(String id) { return database.write(session -> session.update("""
            UPDATE payload SET input = NULL, output = NULL
            WHERE seq = (SELECT seq FROM request WHERE id = ? AND state = 'COMPLETED')""", id) > 0); }

    @Override
    public QueueStats stats() {
        return database.read(session -> session.first("""
                SELECT count(*) AS waiting, min(created) AS oldest, (SELECT count(*) FROM run) AS running,
                    EXISTS (SELECT 1 FROM pause) AS paused
                FROM request WHERE state = 'IN_QUEUE'""",
                row -> new QueueStats(row.integer("waiting"), row.integer("running"), row.optionalInstant("oldest"),
                        row.flag("paused")))
                .orElseThrow());
    }

    @Override
    public void pause() { database.write(Pause::begin); }

    @Override
    public void resume() { database.write(Pause::end); }

    @Override
    public RequeueResult requeue(String id) {
        return database.write(session -> Requeue.of(session, "SELECT seq, state, ending, input IS NOT NULL AS kept "
                + "FROM request JOIN payload USING (seq) WHERE id = ? FOR NO KEY UPDATE OF request", id,
                PostgresWork::again));
    }

    @Override
    public Watch watch(String id) { return signals.watch(id); }

    @Override
    public Feed feed(RequestView seen, OptionalInt logsFrom) { return dispatcher.feed(seen, logsFrom); }

    boolean alive() { return dispatcher.alive(); }

    /** Ends the feeds; before the database is closed. */
    void close() { dispatcher.close(); }

    @Override
    public boolean awaitWork(Duration timeout) throws InterruptedException { return work.await(timeout); }

    @Override
    public Optional<Claim> claim(String worker, Duration lease, int runningPerKey) {
        return work.claim(worker, lease, runningPerKey);
    }

    @Override
    public List<Beat> heartbeats(List<Report> reports, Duration extension) {
        return work.heartbeats(reports, extension);
    }

    @Override
    public boolean finish(Lease lease, Outcome outcome, Optional<Duration> inferenceTime, List<LogLine.Draft> logs,
            List<FileRecord> files) {
        return work.finish(lease, outcome, inferenceTime, logs, files);
    }

    @Override
    public Optional<State> abandon(Lease lease, Fault fault, String message) {
        return work.abandon(lease, fault, message);
    }

    @Override
    public List<String> abandonAll(String workerPrefix, Fault fault, String message) {
        return work.abandonAll(workerPrefix, fault, message);
    }

    @Override
    public boolean release(Lease lease) { return work.release(lease); }

    @Override
    public Sweep sweep() { return work.sweep(); }

    @Override
    public List<String> purge(Instant endedBefore, int limit) { return database.write(session -> session.list("""
            WITH gone AS (
                DELETE FROM request WHERE seq IN (
                    SELECT seq FROM request WHERE state = 'COMPLETED' AND ended < ?
                    ORDER BY ended LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING id),
            keys AS (DELETE FROM idempotency WHERE id IN (SELECT id FROM gone))
            SELECT id FROM gone""", row -> row.text("id"), session.at(endedBefore), limit)); }
}
