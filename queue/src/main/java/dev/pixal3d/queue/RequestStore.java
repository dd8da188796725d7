// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The durable queue of requests: what clients ask of it (submit, find, logs, outcome, cancel, history), what workers do
 * (claim, heartbeat, finish, abandon, release) and its upkeep (sweep, purge).
 *
 * <p>
 * All endpoints share one queue, as they share the workers. It is ordered by priority, then by arrival; a request that
 * lost its worker through no fault of its own keeps its place. A request ends exactly once: the ending is guarded by
 * the {@link Lease}. Thread-safe; methods throw {@link StoreException} when the store itself fails.
 */
public interface RequestStore {
    /** Accepts a request, or says why not. An accepted request is durable when this returns. */
    SubmitResult submit(Submission submission);

    /** The request as it stands, with its exact place in the queue; empty when unknown or purged. */
    Optional<RequestView> find(String id);

    /** Those of the requests that are known, as they stand, read together; in no particular order. */
    List<RequestView> findAll(Collection<String> ids);

    /**
     * Log lines numbered {@code from} and higher, oldest first; at most the last {@link LogLine#KEPT}. Line numbers of
     * a request start at 0 and have no gaps.
     */
    List<LogLine> logs(String id, int from);

    /** How the request ended; empty while it has not, when it is unknown, or when its payloads were deleted. */
    Optional<Outcome> outcome(String id);

    /** The request's input as submitted; empty when unknown, deleted, or dropped after the run on the caller's wish. */
    Optional<String> input(String id);

    /** A queued request ends at once as cancelled; a running one is flagged and its worker learns at its heartbeat. */
    CancelResult cancel(String id);

    /** Cancels all queued requests of an endpoint; returns how many. */
    int flush(String endpoint);

    /**
     * Lets no run start any more, on no node of the store, until {@link #resume}: submissions are accepted and wait,
     * what runs goes on. A claim under way at this moment may still succeed. Pausing again changes nothing.
     */
    void pause();

    /** Ends a pause; changes nothing when there is none. */
    void resume();

    /**
     * Puts a request that ended without a result back into the queue, behind the others of its priority, under its id:
     * with all its attempts again and without its start deadline. Its log goes on; its outcome is gone; its webhook is
     * due again at its next end, and no more for the earlier one.
     */
    RequeueResult requeue(String id);

    /** Past (and, sorted by submission, present) requests, page by page; no request is listed twice or left out. */
    HistoryPage history(HistoryQuery query);

    /**
     * Deletes the input and output texts of an ended request, for good. Its files are the caller's to delete.
     *
     * @return false when there is no such request or it has not ended
     */
    boolean deletePayloads(String id);

    /** Counts for health checks and metrics. */
    QueueStats stats();

    /**
     * Wakes its holder at once whenever the request may have changed: state, progress, log lines. For who runs it;
     * whoever wants to know what has become of it takes a {@link #feed}. Close it when done.
     */
    Watch watch(String id);

    /**
     * Follows a request: its state, progress and log lines within a tenth of a second or two, its place in the queue,
     * which moves with every other request's, about once a second. While the store cannot be read, nothing comes. Close
     * it when done.
     *
     * @param seen
     *            as the caller knows it; changes since then are news
     * @param logsFrom
     *            the number of the first log line that is news; empty: lines are not wanted
     */
    Feed feed(RequestView seen, OptionalInt logsFrom);

    /**
     * Waits until a request may be claimable, at most {@code timeout}.
     *
     * @return whether a claim is worth trying
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    boolean awaitWork(Duration timeout) throws InterruptedException;

    /**
     * Hands the first request of the queue to a worker and counts one attempt.
     *
     * @param worker
     *            the worker's name, unique among all processes
     * @param lease
     *            how long the worker may stay silent before the request goes to another one
     * @param runningPerKey
     *            requests of keys that have so many running already are passed over; all without a key count as one
     */
    Optional<Claim> claim(String worker, Duration lease, int runningPerKey);

    /** The same without a bound per key. */
    default Optional<Claim> claim(String worker, Duration lease) {
        return claim(worker, lease, Integer.MAX_VALUE);
    }

    /**
     * Extends leases and stores what their runs reported since the last heartbeat, all of a node in one transaction.
     *
     * @return what each learns, in the order of the reports
     */
    List<Beat> heartbeats(List<Report> reports, Duration extension);

    /** A heartbeat of one run. */
    default Beat heartbeat(Lease lease, Duration extension, Optional<RunProgress> progress,
            List<LogLine.Draft> logs) {
        return heartbeats(List.of(new Report(lease, progress, logs)), extension).getFirst();
    }

    /**
     * Ends a request; with a webhook, its delivery is due from the same transaction on. May be called again by who did
     * not get the answer.
     *
     * @param inferenceTime
     *            the run's own time, when it was measured
     * @param logs
     *            the run's last lines
     * @param files
     *            records of its result's files, which exist from the same transaction on
     * @return false when the lease was lost: nothing was stored and the outcome must be discarded
     */
    boolean finish(Lease lease, Outcome outcome, Optional<Duration> inferenceTime, List<LogLine.Draft> logs,
            List<FileRecord> files);

    /** The end of a request whose outcome has no files. */
    default boolean finish(Lease lease, Outcome outcome, Optional<Duration> inferenceTime,
            List<LogLine.Draft> logs) {
        return finish(lease, outcome, inferenceTime, logs, List.of());
    }

    /**
     * Says that the request's run took its worker along. The request goes behind the others of its priority, so that it
     * cannot hold them up with every further attempt, or ends: as cancelled when that was
     * asked, as expired when its start deadline has passed, with the fault when its attempts are used up.
     *
     * @return the state it has now; empty when the lease was lost
     */
    Optional<State> abandon(Lease lease, Fault fault, String message);

    /**
     * Abandons all requests of workers whose name starts so: for a supervisor that starts again and knows that its
     * earlier workers are gone. They keep their places.
     *
     * @return the requests concerned
     */
    List<String> abandonAll(String workerPrefix, Fault fault, String message);

    /** Gives a request back unharmed (a worker that is asked to stop); the attempt is not counted. False when lost. */
    boolean release(Lease lease);

    /**
     * Upkeep that any process may do at any time, a few times per second: ends requests whose start deadline has passed
     * and abandons those whose lease ran out.
     */
    Sweep sweep();

    /**
     * Forgets ended requests with all that belongs to them but their files.
     *
     * @param endedBefore
     *            those that ended earlier go
     * @param limit
     *            how many at most in one transaction
     * @return the ids forgotten
     */
    List<String> purge(Instant endedBefore, int limit);

    /**
     * A run's sign of life.
     *
     * @param progress
     *            how far it is, when that has changed
     * @param logs
     *            new lines; their numbers are given by the store
     */
    record Report(Lease lease, Optional<RunProgress> progress, List<LogLine.Draft> logs) {
        public Report { logs = List.copyOf(logs); }
    }

    /** What a heartbeat learns. */
    enum Beat {
        /** Go on. */
        CONTINUE,
        /** The client asked to cancel: stop and finish as cancelled, or finish if it is done anyway. */
        CANCEL,
        /** Somebody just looks at the request, and nothing was stored: tell it again soon. */
        AGAIN,
        /** The lease was lost: stop and forget the run. */
        LOST
    }

    /** What became of a wish to cancel. */
    enum CancelResult {
        REMOVED,
        REQUESTED,
        ALREADY_COMPLETED,
        NOT_FOUND
    }

    /** What became of a wish to run a request again. */
    enum RequeueResult {
        REQUEUED,
        NOT_FOUND,
        /** It waits or runs. */
        NOT_ENDED,
        /** It ended with a result, which somebody may have by now. */
        SUCCEEDED,
        /** Its input was deleted, or was refused at its submission and never kept. */
        NO_INPUT
    }

    /** What a sweep did. */
    record Sweep(int expired, int requeued, int failed) {}
}
