// SPDX-License-Identifier: MIT
package dev.pixal3d.server.trace;

import dev.pixal3d.queue.Ending;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.queue.worker.Publisher;
import dev.pixal3d.queue.worker.Stager;
import dev.pixal3d.queue.worker.WorkerListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The spans of runs: the wait for a worker and the run below what submitted the request; inputs, stages and publishing
 * below the run. Workers know nothing of it: their supervisor hears of all that. A worker runs one request at a time.
 */
public final class RunTraces implements WorkerListener {
    private static final String LOST = "lost";

    private final WorkerListener next;
    private final Traces traces;
    private final Map<String, Run> runs = new ConcurrentHashMap<>();

    private record Run(String requestId, int attempt, Traces.Span span) {}

    /**
     * @param next
     *            hears everything too
     */
    public RunTraces(WorkerListener next, Traces traces) {
        this.next = next;
        this.traces = traces;
    }

    @Override
    public void started(String worker, RequestView request, Duration waited) {
        Map<String, String> submitted = TraceTags.context(request.tags());
        if (!submitted.isEmpty()) {
            traces.begin(Traces.Kind.INTERNAL, "wait", submitted, request.created())
                    .with("pixal3d.request.id", request.id()).with("pixal3d.attempt", request.attempt())
                    .end(request.created().plus(waited));
        }
        Traces.Span span = traces.begin(Traces.Kind.CONSUMER, "run " + request.endpoint(), submitted)
                .with("messaging.system", "pixal3d").with("messaging.operation.type", "process")
                .with("messaging.operation.name", "run").with("messaging.destination.name", request.endpoint())
                .with("messaging.message.id", request.id()).with("pixal3d.request.id", request.id())
                .with("pixal3d.attempt", request.attempt()).with("pixal3d.worker", worker);
        // of a run whose end nobody could tell, its lease being gone
        Optional.ofNullable(runs.put(worker, new Run(request.id(), request.attempt(), span)))
                .ifPresent(run -> run.span.failed(LOST).end());
        next.started(worker, request, waited);
    }

    @Override
    public void stageEnded(String worker, String stage, Duration time) {
        Instant now = Instant.now();
        Optional.ofNullable(runs.get(worker)).ifPresent(run -> traces
                .begin(Traces.Kind.INTERNAL, stage, run.span.context(), now.minus(time)).end(now));
        next.stageEnded(worker, stage, time);
    }

    @Override
    public void ended(String worker, RequestView request, Outcome outcome, Duration time) {
        Ending ending = outcome.ending();
        end(worker, span -> {
            span.with("pixal3d.outcome", ending.kind().name().toLowerCase(Locale.ROOT));
            return ending.succeeded() || ending.kind() == Outcome.Kind.CANCELLED
                    ? span
                    : span.failed(ending.errorType());
        });
        next.ended(worker, request, outcome, time);
    }

    @Override
    public void lost(String worker, RequestView request, Fault fault, String reason) {
        end(worker, span -> span.with("pixal3d.outcome", LOST).failed(fault.type()));
        next.lost(worker, request, fault, reason);
    }

    private void end(String worker, UnaryOperator<Traces.Span> told) {
        Optional.ofNullable(runs.remove(worker)).ifPresent(run -> told.apply(run.span).end());
    }

    @Override
    public void failed(String worker, String reason) { next.failed(worker, reason); }

    @Override
    public void line(String worker, String text) { next.line(worker, text); }

    /** One that brings a run its inputs within a span. */
    public Stager stager(Stager stager) {
        return (request, job) -> within("inputs", request, job, () -> stager.stage(request, job));
    }

    /** One that stores a run's files within a span. */
    public Publisher publisher(Publisher publisher) {
        return new Publisher() {
            @Override
            public Published publish(RequestView request, Job job, Outcome.Succeeded done) throws IOException {
                return within("publish", request, job, () -> publisher.publish(request, job, done));
            }

            @Override
            public void discard(Published published) throws IOException { publisher.discard(published); }
        };
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    private <T> T within(String name, RequestView request, Job job, Step<T> step) throws IOException {
        Map<String, String> parent = runs.values().stream()
                .filter(run -> run.requestId.equals(request.id()) && run.attempt == job.attempt()).findAny()
                .map(run -> run.span.context()).orElse(Map.of());
        Traces.Span span = parent.isEmpty()
                ? Traces.Span.NONE
                : traces.begin(Traces.Kind.INTERNAL, name, parent);
        try {
            return step.take();
        } catch (IOException | RuntimeException e) {
            span.failed(e.getClass().getName());
            throw e;
        } finally {
            span.end();
        }
    }
}
