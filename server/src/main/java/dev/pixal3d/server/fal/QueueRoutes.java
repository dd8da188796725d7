// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.EventStream;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.ops.WorkerMetrics;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Endpoints;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The queue: submit, status, status stream, result, cancel. */
public final class QueueRoutes {
    private static final Pattern YES = Pattern.compile("(?i)1|true|yes");

    private final RequestStore store;
    private final Authenticator authenticator;
    private final Intake intake;
    private final WorkerMetrics metrics;
    private final StatusStream stream;
    private final Endpoints endpoints;
    private final ServerConfig config;

    public QueueRoutes(RequestStore store, Authenticator authenticator, Intake intake,
            WorkerMetrics metrics, Endpoints endpoints, ServerConfig config) {
        this.store = store;
        this.authenticator = authenticator;
        this.intake = intake;
        this.metrics = metrics;
        this.stream = new StatusStream(store, config.timing().ping());
        this.endpoints = endpoints;
        this.config = config;
    }

    public void handle(Exchange x) throws IOException, InterruptedException {
        Identity caller;
        EndpointPath path;
        Optional<RequestView> request;
        boolean streaming = x.target().path().endsWith("/status/stream");
        try {
            path = EndpointPath.of(x.target(), endpoints, config.work().subPaths());
            caller = authenticator.model(x);
            request = path.requestId().map(id -> find(caller, path, id));
        } catch (Failure failure) {
            if (!streaming || !x.fromOkHttp()) throw failure;
            // okhttp-sse's listener in the Java client never ends on an HTTP error; an empty stream makes it fail
            new EventStream(x, config.timing().ping()).close();
            return;
        }
        if (request.isEmpty()) submit(x, caller, path.endpoint());
        else if (path.action().equals("status")) status(x, request.get());
        else if (path.action().equals("status/stream")) stream(x, request.get());
        else if (path.action().equals("cancel")) cancel(x, request.get());
        else result(x, request.get());
    }

    private RequestView find(Identity caller, EndpointPath path, String id) {
        return store.find(id).filter(path::owns).filter(request -> caller.mayRead(request.keyId()))
                .orElseThrow(() -> missing(path.action().equals("cancel")));
    }

    private static Failure missing(boolean cancel) {
        Map<String, Object> body = Json.map("status", "NOT_FOUND");
        if (cancel) body.put("success", false);
        body.put("detail", "Request not found");
        body.put("message", "Request not found");
        return new Failure(404, body, Map.of());
    }

    private void submit(Exchange x, Identity caller, Endpoint endpoint) throws IOException {
        x.allow("POST");
        Intake.Admitted admitted = intake.admit(x, caller, endpoint);
        Map<String, Object> input = Json.object(x.bytes(config.limits().jsonBytes()));
        RequestView request = intake.submit(admitted, input, UnaryOperator.identity());
        x.set("x-fal-request-id", request.id());
        x.json(200, StatusJson.submitted(request, x.target().addresses()));
    }

    private void status(Exchange x, RequestView request) {
        x.allow("GET", "HEAD");
        boolean wanted = wantsLogs(x);
        Optional<List<LogLine>> logs = wanted ? Optional.of(store.logs(request.id(), 0)) : Optional.empty();
        x.set("x-fal-request-id", request.id());
        x.json(request.state() == State.COMPLETED ? 200 : 202, StatusJson.of(request, logs, x.target().addresses()));
    }

    private void stream(Exchange x, RequestView request) throws InterruptedException {
        x.allow("GET");
        x.set("x-fal-request-id", request.id());
        stream.send(x, request, wantsLogs(x));
    }

    private static boolean wantsLogs(Exchange x) {
        return x.target().parameter("logs").filter(text -> YES.matcher(text).matches()).isPresent();
    }

    private void result(Exchange x, RequestView request) {
        x.allow("GET", "HEAD");
        x.set("x-fal-request-id", request.id());
        if (request.state() != State.COMPLETED) throw Failure.of(400, "Request is still in progress");
        Outcome outcome = store.outcome(request.id())
                .orElseThrow(() -> Failure.of(404, "The payloads of this request were deleted"));
        Results.Answer answer = Results.of(outcome, x.target().addresses().file(""));
        answer.headers().forEach(x::set);
        x.json(answer.status(), answer.body());
    }

    private void cancel(Exchange x, RequestView request) {
        x.allow("PUT", "POST");
        x.bytes(config.limits().jsonBytes());
        x.set("x-fal-request-id", request.id());
        switch (store.cancel(request.id())) {
            case REMOVED -> {
                metrics.ended(new Outcome.Cancelled());
                x.json(200, Json.map("status", "OK", "success", true));
            }
            case REQUESTED -> x.json(202, Json.map("status", "CANCELLATION_REQUESTED", "success", true));
            case ALREADY_COMPLETED -> x.json(400, Json.map("status", "ALREADY_COMPLETED", "success", false, "detail",
                    "Request is already completed", "message", "Request is already completed"));
            case NOT_FOUND -> throw missing(true);
        }
    }
}
