// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.Feed;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.RunProgress;
import dev.pixal3d.queue.State;
import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.EventStream;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.http.Target;
import dev.pixal3d.server.work.Endpoints;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Synchronous runs: the request goes through the same queue and its result is the answer; a caller that leaves cancels
 * it. An invalid input is answered at once.
 *
 * <p>
 * A run lasts longer than clients wait for a first byte (OkHttp 10 s, Node 300 s, after which it posts again). So after
 * a while the answer begins: status 200 and a blank every few seconds, which JSON parsers skip. A run that fails after
 * that can only break the connection.
 */
public final class RunRoutes {
    private final RequestStore store;
    private final Authenticator authenticator;
    private final Intake intake;
    private final Endpoints endpoints;
    private final ServerConfig config;
    private final Semaphore slots;

    public RunRoutes(RequestStore store, Authenticator authenticator, Intake intake,
            Endpoints endpoints, ServerConfig config) {
        this.store = store;
        this.authenticator = authenticator;
        this.intake = intake;
        this.endpoints = endpoints;
        this.config = config;
        this.slots = new Semaphore(config.limits().runs());
    }

    public void handle(Exchange x) throws IOException, InterruptedException {
        EndpointPath path = EndpointPath.of(x.target(), endpoints, config.work().subPaths());
        if (path.requestId().isPresent()) throw Failure.noPath(x.target().path());
        Identity caller = authenticator.model(x);
        x.allow("POST", "GET");
        Intake.Admitted admitted = intake.admit(x, caller, path.endpoint());
        Map<String, Object> input = x.method().equals("GET")
                ? queryInput(x.target())
                : Json.object(x.bytes(config.limits().jsonBytes()));
        if (!slots.tryAcquire()) {
            throw Failure.flat(429, "concurrent_requests_limit",
                    "Too many runs at the same time (allowed %d). Try again, or use the queue."
                            .formatted(config.limits().runs()))
                    .header("x-fal-needs-retry", "1");
        }
        try (Slot slot = new Slot()) {
            RequestView request = intake.submit(admitted, input, submission -> submission.withMaxAttempts(1));
            x.set("x-fal-request-id", request.id());
            follow(x, request, path.sub().equals("stream"), slot);
        }
    }

    /**
     * One of the runs allowed at a time. It is free when its caller has left, though its thread learns later, and
     * before its caller, who may call again at once, has the whole answer.
     */
    private final class Slot implements AutoCloseable {
        private final AtomicBoolean held = new AtomicBoolean(true);

        @Override
        public void close() { if (held.getAndSet(false)) slots.release(); }
    }

    /** Query values are text; the schema's reader makes numbers and truth values of them. */
    private static Map<String, Object> queryInput(Target target) {
        Map<String, Object> input = new LinkedHashMap<>();
        for (String name : target.query().keySet()) target.parameter(name).ifPresent(value -> input.put(name, value));
        input.remove("fal_jwt_token");
        return input;
    }

    private void follow(Exchange x, RequestView request, boolean streaming, Slot slot) throws InterruptedException {
        if (request.state() == State.COMPLETED) {
            answer(x, request.id(), slot);
            return;
        }
        x.connection().onLeave(() -> {
            store.cancel(request.id());
            slot.close();
        });
        boolean done = false;
        try (Feed feed = store.feed(request, OptionalInt.empty())) {
            if (streaming) stream(x, request.id(), feed, slot);
            else await(x, request.id(), feed, slot);
            done = true;
        } finally {
            x.connection().forget();
            if (!done) store.cancel(request.id());
        }
    }

    private void await(Exchange x, String id, Feed feed, Slot slot) throws InterruptedException {
        Duration silence = x.fromOkHttp() ? config.timing().earlyCommitOkHttp() : config.timing().earlyCommit();
        long commit = System.nanoTime() + silence.toNanos();
        while (!completed(feed)) {
            long left = commit - System.nanoTime();
            if (left <= 0) {
                commitEarly(x, id, feed, slot);
                return;
            }
            feed.await(Duration.ofNanos(left));
        }
        answer(x, id, slot);
    }

    private void commitEarly(Exchange x, String id, Feed feed, Slot slot) throws InterruptedException {
        OutputStream out = x.stream(200, "application/json");
        try {
            while (!completed(feed)) {
                out.write(' ');
                out.flush();
                awaitEnd(feed);
            }
            Results.Answer answer = result(x, id, slot);
            if (answer.status() != 200) throw Failure.of(answer.status(), "the run failed after its answer had begun");
            out.write(Json.bytes(answer.body()));
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end or the next ping. */
    private void awaitEnd(Feed feed) throws InterruptedException {
        long end = System.nanoTime() + config.timing().ping().toNanos();
        while (!completed(feed) && end > System.nanoTime()) feed.await(Duration.ofNanos(end - System.nanoTime()));
    }

    private void stream(Exchange x, String id, Feed feed, Slot slot) throws InterruptedException {
        try (EventStream out = new EventStream(x, config.timing().ping())) {
            out.comment("connected");
            Optional<RunProgress> shown = Optional.empty();
            while (true) {
                RequestView now = now(feed);
                if (now.state() == State.COMPLETED) break;
                if (now.progress().isPresent() && !now.progress().equals(shown)) {
                    shown = now.progress();
                    shown.ifPresent(p -> out.event(Json.map("stage", p.stage(), "step", p.step(), "steps", p.steps(),
                            "progress", p.fraction())));
                }
                out.await(feed);
            }
            Results.Answer answer = result(x, id, slot);
            out.event(answer.body());
        }
    }

    private void answer(Exchange x, String id, Slot slot) {
        Results.Answer answer = result(x, id, slot);
        answer.headers().forEach(x::set);
        x.json(answer.status(), answer.body());
    }

    private Results.Answer result(Exchange x, String id, Slot slot) {
        slot.close();
        Outcome outcome = store.outcome(id).orElseThrow(() -> Failure.of(404, "Request not found"));
        return Results.of(outcome, x.target().addresses().file(""));
    }

    private static boolean completed(Feed feed) { return now(feed).state() == State.COMPLETED; }

    private static RequestView now(Feed feed) {
        return feed.next().request().orElseThrow(() -> Failure.of(404, "Request not found"));
    }
}
