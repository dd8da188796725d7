// SPDX-License-Identifier: MIT
package dev.pixal3d.server.webhook;

import dev.pixal3d.queue.Delivery;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.Store;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.fal.Results;
import dev.pixal3d.server.fal.SubmissionReader;
import dev.pixal3d.server.http.Area;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.outbound.Outbound;
import dev.pixal3d.server.outbound.PublicAddresses;
import dev.pixal3d.server.trace.TraceTags;
import dev.pixal3d.server.trace.Traces;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delivers webhooks: takes what is due from the store and posts it, several at a time. A 2xx is an acknowledgement; a
 * 410 or a private address (unless allowed) ends it; everything else, redirects included, is tried again after growing
 * pauses. At least once: receivers tell repetitions by the request id.
 */
public final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = System.getLogger(WebhookSender.class.getName());
    private static final int AT_ONCE = 128;
    private static final int PER_RECEIVER = 8;
    private static final int PER_CALLER = 32;
    private static final int LINE = 64;
    private static final int CLAIM = 64;
    private static final Duration LEASE = Duration.ofSeconds(90);
    /** A delivery that waited longer in its line is handed back, so that its lease lasts for the call. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Store store;
    private final WebhookKeys keys;
    private final Outbound outbound;
    private final ServerConfig.Timing timing;
    private final Metrics metrics;
    private final Traces traces;
    private final Clock clock;
    private final WebhookLanes<Claimed> lanes = new WebhookLanes<>(AT_ONCE, PER_RECEIVER, PER_CALLER, LINE);
    private final Thread thread;
    private volatile boolean stopped;

    /** A delivery with what it needs. */
    private record Claimed(Delivery delivery, RequestView request, WebUrl url, long since) {}

    public WebhookSender(Store store, WebhookKeys keys, Outbound outbound, ServerConfig.Timing timing, Metrics metrics,
            Traces traces, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.outbound = outbound;
        this.timing = timing;
        this.metrics = metrics;
        this.traces = traces;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("webhooks").start(this::loop);
    }

    /** Whether deliveries are being taken; false ever after means that this process is of no use any more. */
    public boolean alive() {
        return stopped || thread.isAlive();
    }

    private void loop() {
        while (!stopped) {
            try {
                List<Delivery> due = store.deliveries().claimDue(CLAIM, LEASE);
                if (due.isEmpty()) store.deliveries().awaitDue(Duration.ofSeconds(5));
                for (Delivery delivery : due) lineUp(delivery);
                startReady();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                if (!stopped) LOG.log(Level.ERROR, "webhooks: the store failed, trying again", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            stopped = true;
        }
    }

    private void lineUp(Delivery delivery) {
        Optional<RequestView> request = store.requests().find(delivery.requestId());
        if (request.isEmpty()) {
            store.deliveries().giveUp(delivery.id(), "the request was purged");
            return;
        }
        try {
            WebUrl url = WebUrl.parse(delivery.url());
            Claimed claimed = new Claimed(delivery, request.get(), url, System.nanoTime());
            if (!lanes.offer(new WebhookLanes.Item<>(url.authority(), request.get().keyId().orElse(""), claimed))) {
                postpone(delivery);
            }
        } catch (UrlException e) {
            giveUp(delivery, String.valueOf(e.getMessage()));
        }
    }

    private void startReady() {
        for (WebhookLanes.Item<Claimed> item : lanes.start()) {
            Thread.ofVirtual().name("webhook").start(() -> deliver(item));
        }
    }

    private void postpone(Delivery delivery) {
        long spread = ThreadLocalRandom.current().nextLong(PAUSE.toMillis());
        store.deliveries().postpone(delivery.id(), clock.instant().plus(PAUSE).plusMillis(spread));
    }

    private void deliver(WebhookLanes.Item<Claimed> item) {
        Claimed claimed = item.value();
        try {
            if (System.nanoTime() - claimed.since() > PATIENCE.toNanos()) postpone(claimed.delivery());
            else attempt(claimed.delivery(), claimed.request(), claimed.url());
        } catch (RuntimeException e) {
            String about = "webhook of " + claimed.delivery().requestId();
            if (!stopped) LOG.log(Level.ERROR, about + ": cannot be delivered now", e);
        } finally {
            lanes.done(item);
            if (!stopped) startReady();
        }
    }

    private void attempt(Delivery delivery, RequestView request, WebUrl url) {
        byte[] body = Json.bytes(body(request, store.requests().outcome(request.id())));
        Map<String, String> headers = new HashMap<>(keys.current().headers(request.id(),
                request.keyId().orElse("anonymous"), clock.instant().getEpochSecond(), body));
        Traces.Span span = begin(delivery, request, url);
        headers.putAll(span.context());
        Duration time = delivery.attempt() <= 1 ? timing.webhookAnswer() : timing.webhookAnswer().multipliedBy(2);
        try {
            int status = outbound.post(url, body, headers, time);
            span.with("http.response.status_code", status);
            if (status / 100 != 2) span.failed(Integer.toString(status));
            if (status / 100 == 2) arrived(delivery);
            else if (status == 410) giveUp(delivery, "the receiver answered 410 Gone");
            else retry(delivery, "the receiver answered " + status);
        } catch (PublicAddresses.PrivateAddressException e) {
            span.failed(e.getClass().getName());
            giveUp(delivery, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            span.failed((e.getCause() == null ? e : e.getCause()).getClass().getName());
            retry(delivery, String.valueOf(e.getMessage()));
        } finally {
            span.end();
        }
    }

    /** Of an address only the host is told: the rest may hold a secret. */
    private Traces.Span begin(Delivery delivery, RequestView request, WebUrl url) {
        Traces.Span span = traces.begin(Traces.Kind.CLIENT, "POST", TraceTags.context(request.tags()))
                .with("http.request.method", "POST").with("server.address", url.hostName())
                .with("server.port", url.connectPort()).with("pixal3d.request.id", request.id());
        return delivery.attempt() <= 1 ? span : span.with("http.request.resend_count", delivery.attempt() - 1);
    }

    /** The message, keys in fal's order. */
    static Map<String, Object> body(RequestView request, Optional<Outcome> outcome) {
        Map<String, Object> body = Json.map("request_id", request.id(), "gateway_request_id", request.id());
        boolean fine = request.ending().filter(ending -> ending.succeeded()).isPresent();
        body.put("status", fine ? "OK" : "ERROR");
        if (!fine) body.put("error", request.ending().map(ending -> ending.error()).orElse("Unknown error"));
        String files = request.tags().getOrDefault(SubmissionReader.ORIGIN_TAG, Area.FILES.prefix() + "/");
        outcome.ifPresent(end -> body.put("payload", Results.of(end, files).body()));
        return body;
    }

    private void arrived(Delivery delivery) {
        store.deliveries().delivered(delivery.id());
        metrics.count(Metrics.Count.WEBHOOKS, "delivered");
    }

    private void giveUp(Delivery delivery, String why) {
        LOG.log(Level.WARNING, "webhook of {0}: given up: {1}", delivery.requestId(), why);
        store.deliveries().giveUp(delivery.id(), why);
        metrics.count(Metrics.Count.WEBHOOKS, "given_up");
    }

    private void retry(Delivery delivery, String why) {
        if (delivery.attempt() > timing.webhookRetries().size()) {
            giveUp(delivery, why);
            return;
        }
        long pause = timing.webhookRetries().get(Math.max(0, delivery.attempt() - 1)).toMillis();
        long spread = (long) (pause * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
        LOG.log(Level.INFO, "webhook of {0}: attempt {1} failed: {2}", delivery.requestId(), delivery.attempt(), why);
        store.deliveries().retry(delivery.id(), clock.instant().plusMillis(spread), why);
        metrics.count(Metrics.Count.WEBHOOKS, "failed_attempt");
    }

    /** Stops taking deliveries; one in flight is delivered again later when it was not noted in time. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        outbound.close();
    }
}
