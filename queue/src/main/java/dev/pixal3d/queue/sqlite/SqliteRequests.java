// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Feed;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.HistoryPage;
import dev.pixal3d.queue.HistoryQuery;
import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.QueueStats;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.queue.sql.Bulk;
import dev.pixal3d.queue.sql.Digest;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** The request queue in SQLite: what clients ask; what workers do is in {@link SqliteWork}. */
final class SqliteRequests implements RequestStore {
    private static final String BY_ID = "SELECT " + RequestRows.COLUMNS + " FROM request WHERE id = ?";
    private static final Bulk BULK = new Bulk("request",
            "(SELECT value ->> 'id' AS id, value ->> 'line' AS line FROM json_each(?)) AS wanted");

    private final Database database;
    private final Signals signals;
    private final InstantSource clock;
    private final Positions positions;
    private final FeedDispatcher dispatcher;
    private final SqliteWork work;

    SqliteRequests(Database database, Signals signals, InstantSource clock) {
        this.database = database;
        this.signals = signals;
        this.clock = clock;
        this.positions = new Positions(signals);
        this.dispatcher = new FeedDispatcher(database, signals, positions, BULK);
        this.work = new SqliteWork(database, signals, clock);
    }

    @Override
    public SubmitResult submit(Submission submission) {
        String id = UUID.randomUUID().toString();
        return database.write(session -> submit(session, id, submission));
    }

    private SubmitResult submit(Session session, String id, Submission s) throws SQLException {
        Optional<byte[]> hash = s.idempotencyKey().map(_ -> Digest.ofInput(s));
        if (s.idempotencyKey().isPresent()) {
            Optional<SubmitResult> earlier = earlier(session, s, hash.orElseThrow());
            if (earlier.isPresent()) return earlier.get();
        }
        if (s.maxQueueLength().isPresent() && s.decided().isEmpty()) {
            int waiting = (int) SqliteWork.tally(session, State.IN_QUEUE);
            if (waiting > s.maxQueueLength().getAsInt()) {
                return new SubmitResult.QueueFull(waiting, s.maxQueueLength().getAsInt());
            }
        }
        if (s.maxQueuedOfKey().isPresent() && s.decided().isEmpty()) {
            int limit = s.maxQueuedOfKey().getAsInt();
            int waiting = (int) session.number(
                    "SELECT count(*) FROM request WHERE coalesce(key_id, '') = ? AND state = 'IN_QUEUE'",
                    s.keyId().orElse(""));
            if (waiting >= limit) return new SubmitResult.KeyQueueFull(waiting, limit);
        }
        Instant now = clock.instant();
        long seq = session.number("""
                INSERT INTO request (id, endpoint, key_id, priority, state, start_by, max_attempts, created, store_io,
                    tags, webhook_url, expires_after, acl, idempotency_key, input_hash)
                VALUES (?, ?, ?, ?, 'IN_QUEUE', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq""", id, s.endpoint(),
                s.keyId(), s.priority(), s.startBy(), s.maxAttempts(), now, s.storeIo(),
                RequestRows.tagsText(s.tags()), s.webhookUrl(), s.lifecycle().expiresAfter(),
                RequestRows.aclText(s.lifecycle().acl()), s.idempotencyKey(), hash);
        // a refused input is of no use to anybody but fills the disk of everybody
        session.update("INSERT INTO payload (seq, input) VALUES (?, ?)", seq,
                s.decided().isPresent() ? Optional.empty() : Optional.of(s.input()));
        if (s.decided().isPresent()) {
            SqliteWork.end(session, seq, s.decided().get(), Optional.empty(), now);
        } else {
            session.workAdded();
        }
        RequestRows.Numbered row = session.first(BY_ID, RequestRows::read, id).orElseThrow();
        return new SubmitResult.Accepted(row.at(s.decided().isPresent() ? 0 : last(session, s.priority())), false);
    }

    /** The place of the youngest request of its priority. */
    private static int last(Session session, Priority priority) throws SQLException {
        return (int) session.number("SELECT sum(n) - 1 FROM tally WHERE state = 'IN_QUEUE' AND priority <= ?",
                priority);
    }

    private Optional<SubmitResult> earlier(Session session, Submission s, byte[] hash) throws SQLException {
        record Known(RequestRows.Numbered row, byte[] hash) {}
        Optional<Known> known = session.first("SELECT input_hash, " + RequestRows.COLUMNS + """
                FROM request WHERE coalesce(key_id, '') = ? AND idempotency_key = ?""",
                row -> new Known(RequestRows.read(row), row.bytes("input_hash")), s.keyId().orElse(""),
                s.idempotencyKey());
        if (known.isEmpty()) return Optional.empty();
        RequestRows.Numbered row = known.get().row;
        return Optional.of(Arrays.equals(hash, known.get().hash)
                ? new SubmitResult.Accepted(positions.placed(session, row), true)
                : new SubmitResult.KeyReused(row.view().id()));
    }

    @Override
    public Optional<RequestView> find(String id) {
        return database.read(session -> {
            Optional<RequestRows.Numbered> row = session.first(BY_ID, RequestRows::read, id);
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
            Optional<Found> found = session.first("SELECT seq, state FROM request WHERE id = ?",
                    row -> new Found(row.number("seq"), row.word(State.class, "state")), id);
            if (found.isEmpty()) return CancelResult.NOT_FOUND;
            return switch (found.get().state) {
                case IN_QUEUE -> {
                    SqliteWork.end(session, found.get().seq, new Outcome.Cancelled(), Optional.empty(),
                            clock.instant());
                    yield CancelResult.REMOVED;
                }
                case IN_PROGRESS -> {
                    session.update("UPDATE request SET cancel_requested = 1 WHERE seq = ?", found.get().seq);
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
            List<Long> queued = session.list("SELECT seq FROM request WHERE state = 'IN_QUEUE' AND endpoint = ?",
                    row -> row.number("seq"), endpoint);
            for (long seq : queued) {
                SqliteWork.end(session, seq, new Outcome.Cancelled(), Optional.empty(), clock.instant());
            }
            return queued.size();
        });
    }

    @Override
    public HistoryPage history(HistoryQuery query) {
        return database.read(session -> History.page(session, "request", query));
    }

    @Override
    public boolean deletePayloads(String id) { return database.write(session -> session.update("""
            UPDATE payload SET input = NULL, output = NULL
            WHERE seq = (SELECT seq FROM request WHERE id = ? AND state = 'COMPLETED')""", id) > 0); }

    @Override
    public QueueStats stats() {
        return database.read(session -> new QueueStats((int) SqliteWork.tally(session, State.IN_QUEUE),
                (int) SqliteWork.tally(session, State.IN_PROGRESS),
                session.first("SELECT min(created) AS oldest FROM request WHERE state = 'IN_QUEUE'",
                        row -> row.optionalInstant("oldest")).flatMap(o -> o),
                Pause.holds(session)));
    }

    @Override
    public void pause() { database.write(Pause::begin); }

    @Override
    public void resume() { database.write(Pause::end); }

    @Override
    public RequeueResult requeue(String id) {
        return database.write(session -> Requeue.of(session, "SELECT seq, state, ending, input IS NOT NULL AS kept "
                + "FROM request JOIN payload USING (seq) WHERE id = ?", id, SqliteWork::again));
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
    public List<String> purge(Instant endedBefore, int limit) {
        String sql = """
                DELETE FROM request WHERE seq IN (
                    SELECT seq FROM request WHERE state = 'COMPLETED' AND ended < ? ORDER BY ended LIMIT ?)
                RETURNING id""";
        return database.write(session -> session.list(sql, row -> row.text("id"), endedBefore, limit));
    }
}
