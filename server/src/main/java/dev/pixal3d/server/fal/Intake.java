// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.ops.WorkerMetrics;
import dev.pixal3d.server.trace.TraceTags;
import dev.pixal3d.server.trace.Traces;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.InputFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Takes requests in, for the queue's routes and the synchronous ones: reads them, puts large inputs aside, queues. */
public final class Intake {
    private final RequestStore store;
    private final SubmissionReader reader;
    private final InputFiles inputs;
    private final WorkerMetrics metrics;
    private final Traces traces;

    public Intake(RequestStore store, SubmissionReader reader, InputFiles inputs, WorkerMetrics metrics,
            Traces traces) {
        this.store = store;
        this.reader = reader;
        this.inputs = inputs;
        this.metrics = metrics;
        this.traces = traces;
    }

    /**
     * Somebody who may submit.
     *
     * @param span
     *            of the call, until it is answered
     */
    record Admitted(Exchange x, Identity caller, Endpoint endpoint, Traces.Span span) {}

    /** Fails when the caller may submit nothing now; called before the body is read. */
    Admitted admit(Exchange x, Identity caller, Endpoint endpoint) {
        Admitted admitted = new Admitted(x, caller, endpoint, begin(x));
        reader.admit(caller);
        return admitted;
    }

    private Traces.Span begin(Exchange x) {
        Map<String, String> context = new HashMap<>();
        for (String name : TraceTags.HEADERS) x.header(name).ifPresent(value -> context.put(name, value));
        String area = x.target().area().prefix();
        String route = area + "/{endpoint}";
        Traces.Span span = traces.begin(Traces.Kind.SERVER, x.method() + " " + route, context)
                .with("http.request.method", x.method()).with("http.route", route)
                .with("url.path", area + x.target().path()).with("url.scheme", x.target().addresses().scheme());
        x.whenDone(() -> {
            span.with("http.response.status_code", x.status());
            if (x.status() >= 500) span.failed(Integer.toString(x.status()));
            span.end();
        });
        return span;
    }

    /**
     * The accepted request, durable; one whose input is invalid has ended already.
     *
     * @param change
     *            of what the caller submits
     * @throws Failure
     *             that says why it was not accepted
     */
    RequestView submit(Admitted by, Map<String, Object> input, UnaryOperator<Submission> change) throws IOException {
        Submission submission = TraceTags.with(
                change.apply(reader.read(by.x, by.caller, by.endpoint, input)), by.span.context());
        InputFiles.Kept kept = inputs.keep(submission, by.endpoint);
        SubmitResult result = store.submit(kept.submission());
        if (!(result instanceof SubmitResult.Accepted(RequestView request, boolean repeated))) {
            inputs.refused(kept);
            throw refusal(result);
        }
        if (!repeated) {
            inputs.accepted(kept, request.id());
            submission.decided().ifPresent(metrics::ended);
        }
        by.span.with("pixal3d.request.id", request.id());
        return request;
    }

    private static Failure refusal(SubmitResult result) {
        return switch (result) {
            case SubmitResult.Accepted _ -> throw new IllegalArgumentException("it was accepted");
            case SubmitResult.QueueFull full -> Failure.flat(429, "queue_full",
                    "Queue is full: %d requests wait, fal_max_queue_length is %d. Submit again later."
                            .formatted(full.waiting(), full.limit()));
            case SubmitResult.KeyQueueFull full -> Failure.flat(429, "key_queue_full",
                    "%d requests of this key wait, as many as may. Submit again later.".formatted(full.waiting()));
            case SubmitResult.KeyReused reused -> Failure.flat(409, "idempotency_key_reused",
                    "The idempotency key belongs to request %s with another input. Use a new key."
                            .formatted(reused.requestId()));
        };
    }
}
