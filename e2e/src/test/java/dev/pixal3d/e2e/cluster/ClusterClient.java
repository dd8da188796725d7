// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Does what clients do, each call at any gateway, and writes down what it saw. What a request is like follows from its
 * number: with webhook, cancelled, submitted everywhere at once, with a picture uploaded in parts. Thread-safe.
 */
final class ClusterClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] PNG = Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFklE"
            + "QVR4nGP4jwMw4JZgwI6oKkGqqwDxh3+B7VaOoQAAAABJRU5ErkJggg==");
    private static final int PART = 40;
    private static final Duration CALL = Duration.ofSeconds(15);
    private static final long POLL_NANOS = 40_000_000;
    private static final String QUEUE = "/queue/fal-ai/pixal3d";
    private static final Pattern RUN = Pattern.compile("\"run\":\"([^\"]+)\"");

    private final Supplier<List<ClusterProcess>> gateways;
    private final String key;
    private final String webhook;
    private final ClientJournal journal;
    private final Instant end;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * @param gateways
     *            those of now
     * @param end
     *            until when everything must have its answer
     */
    ClusterClient(Supplier<List<ClusterProcess>> gateways, String key, String webhook, ClientJournal journal,
            Instant end) {
        this.gateways = gateways;
        this.key = key;
        this.webhook = webhook;
        this.journal = journal;
        this.end = end;
    }

    static boolean withWebhook(int number) { return number % 6 == 1; }

    static boolean cancelled(int number) { return number % 10 == 7 && number != 297; }

    /** One attempt, no more. */
    static boolean once(int number) { return number % 12 == 11 && number != 299; }

    private static boolean everywhere(int number) { return number % 25 == 3; }

    private static boolean uploaded(int number) { return number % 15 == 4; }

    /** A request from its submission to its result; what is wrong is written down. */
    void request(int number) {
        try {
            String id = submit(number);
            if (cancelled(number)) cancel(id);
            if (number % 2 == 0) stream(id);
            else poll(id);
            result(number, id);
        } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
            journal.wrong("request " + number + " " + journal.id(number).orElse("") + ": " + e);
        }
    }

    /** Until it is accepted, and seen at all gateways. */
    String submit(int number) throws IOException, InterruptedException, TimeoutException {
        if (journal.id(number).isPresent()) return journal.id(number).orElseThrow();
        Map<String, Object> input = Map.of("image_url", picture(number), "seed", WaitingEngine.FIRST_SEED + number);
        HttpRequest.Builder request = HttpRequest.newBuilder().header("idempotency-key", "number " + number)
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(input)));
        if (once(number)) request.header("x-fal-no-retry", "1");
        if (number % 9 == 5) request.header("x-fal-queue-priority", "low");
        String path = QUEUE + (withWebhook(number) ? "?fal_webhook=" + webhook : "");
        int many = gateways.get().size();
        if (everywhere(number)) {
            CyclicBarrier barrier = new CyclicBarrier(many);
            List<Thread> others = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int first = i;
                others.add(Thread.ofVirtual().start(() -> {
                    try {
                        barrier.await();
                        accept(number, request.copy(), path, first);
                    } catch (Exception e) {
                        journal.wrong("request " + number + ": " + e);
                    }
                }));
            }
            for (Thread thread : others) thread.join();
        } else {
            accept(number, request, path, number);
        }
        String id = journal.id(number).orElseThrow(() -> new IllegalStateException("not accepted"));
        for (int i = 0; i < many; i++) status(id, i);
        return id;
    }

    private void accept(int number, HttpRequest.Builder request, String path, int first)
            throws IOException, InterruptedException, TimeoutException {
        Answer answer = anywhere(request, path, first);
        JsonNode json = JSON.readTree(answer.body);
        String id = json.path("request_id").asString();
        journal.accepted(number, id);
    }

    private String picture(int number) throws IOException, InterruptedException, TimeoutException {
        if (!uploaded(number)) return "data:image/png;base64," + Base64.getEncoder().encodeToString(PNG);
        JsonNode begun = JSON.readTree(anywhere(HttpRequest.newBuilder().header("content-type", "image/png")
                .POST(BodyPublishers.ofString("{}")), "/cdn/files/upload/multipart", number).body);
        String url = begun.path("access_url").asString();
        String parts = URI.create(url).getRawPath() + "/multipart/" + begun.path("uploadId").asString() + "/";
        List<Map<String, Object>> listed = new ArrayList<>();
        for (int from = 0; from < PNG.length; from += PART) {
            int part = listed.size() + 1;
            byte[] bytes = Arrays.copyOfRange(PNG, from, Math.min(PNG.length, from + PART));
            JsonNode put = JSON.readTree(anywhere(HttpRequest.newBuilder().PUT(BodyPublishers.ofByteArray(bytes)),
                    parts + part, number + part).body);
            listed.add(Map.of("partNumber", part, "etag", put.path("etag").asString()));
        }
        String complete = JSON.writeValueAsString(Map.of("parts", listed));
        anywhere(HttpRequest.newBuilder().POST(BodyPublishers.ofString(complete)), parts + "complete", number + 1);
        return url;
    }

    /** An answer, from whom, and from when to when the call that got it lasted, in microseconds since 1970. */
    private record Answer(String body, String gateway, long from, long to) {}

    private static long now() { return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()); }

    /** The answer of the first gateway that gives one, tried in turn. */
    private Answer anywhere(HttpRequest.Builder request, String path, int first)
            throws InterruptedException, TimeoutException {
        request.setHeader("authorization", "Key " + key).timeout(CALL);
        String last = "";
        for (int i = first; Instant.now().isBefore(end); i++) {
            ClusterProcess gateway = gateway(i);
            try {
                long from = now();
                HttpResponse<String> answer = http.send(request.uri(URI.create(gateway.url() + path)).build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() < 400) { return new Answer(answer.body(), gateway.name(), from, now()); }
                last = answer.statusCode() + " " + answer.body();
                if (answer.statusCode() < 500) throw new IllegalStateException(gateway.name() + path + ": " + last);
            } catch (IOException e) {
                last = e.toString(); // killed, stopped or cut off
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new TimeoutException(path + ": no gateway answered in time, at last " + last);
    }

    private ClusterProcess gateway(int i) {
        List<ClusterProcess> now = gateways.get();
        return now.get(i % now.size());
    }

    private static String path(String id) { return QUEUE + "/requests/" + id; }

    /** Its status at a gateway, or another one if that does not answer. */
    JsonNode status(String id, int first) throws InterruptedException, TimeoutException {
        Answer answer = anywhere(HttpRequest.newBuilder(), path(id) + "/status?logs=1", first);
        JsonNode status = JSON.readTree(answer.body);
        if (status.has("queue_position")) {
            journal.position(new ClientJournal.Position(id, status.path("queue_position").asInt(), answer.from,
                    answer.to, answer.gateway));
        }
        return status;
    }

    private void cancel(String id) throws InterruptedException {
        try {
            HttpRequest cancel = HttpRequest.newBuilder(URI.create(gateway(any()).url() + path(id) + "/cancel"))
                    .timeout(CALL).header("authorization", "Key " + key).PUT(BodyPublishers.noBody()).build();
            if (http.send(cancel, BodyHandlers.ofString()).statusCode() == 200) {
                journal.removed(id, System.currentTimeMillis());
            }
        } catch (IOException _) {
            // nobody knows whether it arrived
        }
    }

    private static int any() { return ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE); }

    private void poll(String id) throws InterruptedException, TimeoutException {
        while (!status(id, any()).path("status").asString().equals("COMPLETED")) LockSupport.parkNanos(POLL_NANOS);
    }

    /** Until a stream of any gateway ends with the completed status. */
    private void stream(String id) throws InterruptedException, TimeoutException {
        while (Instant.now().isBefore(end)) {
            HttpRequest stream = HttpRequest.newBuilder(URI.create(gateway(any()).url() + path(id)
                    + "/status/stream?logs=1")).timeout(CALL).header("authorization", "Key " + key).build();
            List<String> log = new ArrayList<>();
            try (Stream<String> lines = http.send(stream, BodyHandlers.ofLines()).body()) {
                for (String line : (Iterable<String>) lines::iterator) {
                    if (!line.startsWith("data:")) continue;
                    JsonNode status = JSON.readTree(line.substring("data:".length()));
                    log.addAll(messages(status));
                    if (status.path("status").asString().equals("COMPLETED")) {
                        journal.log(id, numbered(log));
                        return;
                    }
                }
            } catch (IOException | UncheckedIOException _) {
                // killed, stopped or cut off
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new TimeoutException(id + ": no stream ended in time");
    }

    /**
     * Opens streams at one gateway, and returns when each has told where its request is. They go on until the client
     * that has them is shut down.
     */
    HttpClient watch(List<String> ids, int streams, int gateway) throws InterruptedException {
        HttpClient watchers = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        CountDownLatch told = new CountDownLatch(streams);
        for (int i = 0; i < streams; i++) {
            HttpRequest stream = HttpRequest
                    .newBuilder(URI.create(gateway(gateway).url() + path(ids.get(i % ids.size())) + "/status/stream"))
                    .header("authorization", "Key " + key).build();
            Thread.ofVirtual().start(() -> {
                try (Stream<String> lines = watchers.send(stream, BodyHandlers.ofLines()).body()) {
                    Iterator<String> all = lines.iterator();
                    while (all.hasNext() && !all.next().startsWith("data:")) {}
                    told.countDown();
                    while (all.hasNext()) all.next();
                } catch (IOException | UncheckedIOException | InterruptedException _) {
                    // it was shut down
                }
            });
        }
        told.await();
        return watchers;
    }

    private static List<String> messages(JsonNode status) {
        return status.path("logs").valueStream().map(line -> line.path("message").asString()).toList();
    }

    private static List<String> numbered(List<String> lines) {
        List<String> all = new ArrayList<>();
        for (String line : lines) all.add(all.size() + " " + line);
        return List.copyOf(all);
    }

    /** How it ended and its log, as every gateway tells them; the model of a result is there and tells its run. */
    private void result(int number, String id) throws InterruptedException, TimeoutException {
        for (int i = 0; i < gateways.get().size(); i++) {
            JsonNode status = status(id, i);
            if (!status.path("status").asString().equals("COMPLETED")) {
                throw new IllegalStateException("it had ended: " + status);
            }
            journal.log(id, numbered(messages(status)));
            if (status.has("error")) {
                journal.ended(id, status.path("error").asString());
                continue;
            }
            String output = anywhere(HttpRequest.newBuilder(), path(id), i).body.replaceAll("http://127.0.0.1:\\d+",
                    "");
            journal.ended(id, output);
            JsonNode json = JSON.readTree(output);
            if (json.path("seed").asInt() != WaitingEngine.FIRST_SEED + number) {
                throw new IllegalStateException("another's: " + output);
            }
            Matcher run = RUN.matcher(anywhere(HttpRequest.newBuilder(), json.at("/model_glb/url").asString(), i).body);
            if (!run.find()) throw new IllegalStateException("no model: " + output);
            journal.model(id, run.group(1));
        }
    }

    @Override
    public void close() { http.close(); }
}
