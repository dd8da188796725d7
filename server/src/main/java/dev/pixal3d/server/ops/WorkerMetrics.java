// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.worker.WorkerListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;

/** Writes down what workers do: metrics, and log lines with the request's id. */
public final class WorkerMetrics implements WorkerListener {
    private static final Logger LOG = System.getLogger("dev.pixal3d.worker");

    private final Metrics metrics;

    public WorkerMetrics(Metrics metrics) { this.metrics = metrics; }

    @Override
    public void started(String worker, RequestView request, Duration waited) {
        metrics.observe(Metrics.Time.WAIT, seconds(waited));
        LOG.log(Level.INFO, "{0} started on {1} after {2} s", request.id(), worker, shown(waited));
    }

    @Override
    public void stageEnded(String worker, String stage, Duration time) {
        metrics.observe(Metrics.Time.STAGE, seconds(time), stage);
    }

    @Override
    public void ended(String worker, RequestView request, Outcome outcome, Duration time) {
        ended(outcome);
        metrics.observe(Metrics.Time.RUN, seconds(time));
        LOG.log(Level.INFO, "{0} ended on {1} after {2} s: {3}", request.id(), worker, shown(time), told(outcome));
    }

    private static String told(Outcome outcome) {
        String error = outcome.ending().error();
        return error.isEmpty() ? name(outcome) : name(outcome) + ", " + error;
    }

    private static String shown(Duration time) { return String.format(Locale.ROOT, "%.1f", seconds(time)); }

    private static String name(Outcome outcome) { return outcome.ending().kind().name().toLowerCase(Locale.ROOT); }

    /** Counts the end of a request, with a worker or without. */
    public void ended(Outcome outcome) {
        metrics.count(Metrics.Count.REQUESTS_ENDED, name(outcome), outcome.ending().errorType());
    }

    @Override
    public void lost(String worker, RequestView request, Fault fault, String reason) {
        metrics.count(Metrics.Count.RUNS_LOST, fault.type());
        LOG.log(Level.WARNING, "{0} lost on {1}: {2}", request.id(), worker, reason);
    }

    @Override
    public void failed(String worker, String reason) {
        metrics.count(Metrics.Count.WORKER_FAILURES);
        LOG.log(Level.WARNING, "{0} failed: {1}", worker, reason);
    }

    @Override
    public void line(String worker, String text) { LOG.log(Level.INFO, "{0}: {1}", worker, text); }

    private static double seconds(Duration time) { return time.toNanos() / 1e9; }
}
