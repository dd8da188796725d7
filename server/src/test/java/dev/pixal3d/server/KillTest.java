// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 300 requests over HTTP while the server and its workers are killed -9 again and again: what was answered with 200
 * ends exactly once, in order of priority (see {@link KillJournal}), with its own result, which never changes
 * afterwards.
 *
 * <p>
 * The moments come from a seed: after so many status events, seen by any caller, a process dies while other callers'
 * requests are under way. Submissions come in step with the events, so that every death finds some on their way.
 */
@Timeout(600)
class KillTest {
    private static final int REQUESTS = 300;
    /** Kept back for the server that stays, however fast or slow the ones before it were. */
    private static final int LAST_REQUESTS = 60;
    private static final int SERVER_KILLS = 5;
    private static final int SUBMITTERS = 3;
    private static final int WATCHERS = 3;
    private static final int WORKERS = 2;
    private static final int FIRST_SUBMISSIONS = 15;

    @TempDir
    private Path directory;
    private final Random random = new Random(20261125);
    private final BlockingQueue<Integer> unsent = new LinkedBlockingQueue<>(
            IntStream.range(0, REQUESTS - LAST_REQUESTS).boxed().toList());
    private final BlockingQueue<Integer> unwatched = new LinkedBlockingQueue<>();
    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();
    private final Map<Integer, String> results = new ConcurrentHashMap<>();
    private final AtomicInteger workerKills = new AtomicInteger();
    private String key = "";

    @Test
    void everyAcceptedRequestEndsOnceInOrderWhateverIsKilled() throws Exception {
        Path file = directory.resolve("pixal3d.db");
        try (Store store = Stores.open(DataFolder.store(directory))) {
            key = new ApiKeys(store.keys(), Clock.systemUTC()).create(ApiKey.Scope.API, "");
        }
        KillJournal.begin(file);
        for (int life = 0; life < SERVER_KILLS || results.isEmpty(); life++) {
            int end = 20 + random.nextInt(25);
            try (Life victim = new Life(end, List.of(random.nextInt(end), random.nextInt(end)))) {
                victim.live(FIRST_SUBMISSIONS);
            }
        }
        IntStream.range(REQUESTS - LAST_REQUESTS, REQUESTS).forEach(unsent::add);
        try (Life last = new Life(Integer.MAX_VALUE, List.of(10, 40))) {
            last.live(REQUESTS);
            for (int n = 0; n < REQUESTS; n++) {
                assertThat(last.result(n)).as("a result is written once").isEqualTo(results.get(n));
            }
        }
        KillJournal.Replay replay = KillJournal.replay(file, WORKERS);
        assertThat(replay.violations()).isEmpty();
        assertThat(replay.ended()).containsExactlyInAnyOrderElementsOf(accepted.values()).hasSize(REQUESTS);
        assertThat(replay.takenBack()).as("deaths during a run").isPositive();
        assertThat(replay.overtaken()).as("low requests passed by normal ones").isPositive();
        assertThat(workerKills).hasPositiveValue();
    }

    /** One server process from its start to its death. */
    private final class Life implements AutoCloseable {
        private final Process process = KillVictim.server(directory, WORKERS);
        private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String url;
        private final int end;
        private final List<Integer> workerDeaths;
        private final AtomicInteger events = new AtomicInteger();
        private final Semaphore submissions = new Semaphore(0);
        private final List<Thread> callers = new ArrayList<>();
        private final AtomicReference<Optional<AssertionError>> wrong = new AtomicReference<>(Optional.empty());

        /**
         * @param end
         *            status events until the server is killed
         * @param workerDeaths
         *            status events until a worker is killed
         */
        Life(int end, List<Integer> workerDeaths) throws IOException {
            this.end = end;
            this.workerDeaths = workerDeaths;
            url = "http://127.0.0.1:" + process.inputReader().readLine();
        }

        /** Submits and watches until the server is killed or everything has ended. */
        void live(int firstSubmissions) throws InterruptedException {
            submissions.release(firstSubmissions);
            for (int i = 0; i < SUBMITTERS; i++) callers.add(Thread.ofVirtual().unstarted(() -> loop(this::submit)));
            for (int i = 0; i < WATCHERS; i++) callers.add(Thread.ofVirtual().unstarted(() -> loop(this::watch)));
            callers.forEach(Thread::start);
            var _ = process.onExit().thenRun(() -> callers.forEach(Thread::interrupt));
            for (Thread caller : callers) caller.join();
            wrong.get().ifPresent(error -> { throw error; });
        }

        private interface Call {
            void run() throws IOException, InterruptedException;
        }

        private void loop(Call call) {
            try {
                while (true) call.run();
            } catch (IOException | UncheckedIOException _) {
                // the server was killed
            } catch (AssertionError e) {
                wrong.set(Optional.of(e));
                process.destroyForcibly(); // which ends the other callers
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void submit() throws IOException, InterruptedException {
            submissions.acquire();
            int n = unsent.take();
            boolean done = false;
            try {
                Map<String, Object> input = Map.of("image_url", TestServer.PICTURE, "seed", n);
                Reply reply = send("/queue/fal-ai/pixal3d",
                        request -> request.header("x-fal-queue-priority", n % 3 == 0 ? "low" : "normal")
                                .header("idempotency-key", "number " + n)
                                .POST(BodyPublishers.ofByteArray(Json.bytes(input))));
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                accepted.put(n, reply.id());
                unwatched.add(n);
                done = true;
            } finally {
                if (!done) unsent.add(n);
            }
        }

        private void watch() throws IOException, InterruptedException {
            int n = unwatched.take();
            boolean done = false;
            try {
                HttpRequest stream = request(path(n) + "/status/stream").build();
                try (Stream<String> lines = client.send(stream, BodyHandlers.ofLines()).body()) {
                    lines.filter(line -> line.startsWith("data:")).forEach(_ -> event());
                }
                results.put(n, result(n));
                done = true;
            } finally {
                if (!done) unwatched.add(n);
            }
            if (results.size() == REQUESTS) callers.forEach(Thread::interrupt);
        }

        private void event() {
            int event = events.incrementAndGet();
            if (event == end) process.destroyForcibly();
            if (workerDeaths.contains(event)) {
                process.children().findAny().filter(ProcessHandle::destroyForcibly)
                        .ifPresent(_ -> workerKills.incrementAndGet());
            }
            submissions.release();
        }

        private String path(int n) {
            return "/queue/fal-ai/pixal3d/requests/" + Objects.requireNonNull(accepted.get(n));
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60))
                    .header("authorization", "Key " + key);
        }

        private Reply send(String path, java.util.function.UnaryOperator<HttpRequest.Builder> more)
                throws IOException, InterruptedException {
            HttpResponse<byte[]> response = client.send(more.apply(request(path)).build(), BodyHandlers.ofByteArray());
            return new Reply(response);
        }

        /** The n-th request's output after its file was read, without the server's address. */
        String result(int n) throws IOException, InterruptedException {
            Reply result = send(path(n), request -> request);
            assertThat(result.status()).as(result.text()).isEqualTo(200);
            assertThat(result.json()).containsEntry("seed", n);
            String file = String.valueOf(result.at("model_glb", "url")).replace(url, "");
            assertThat(send(file, request -> request).bytes()).isEqualTo(FakeEngine.glb());
            return result.text().replace(url, "");
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
            client.close();
        }
    }
}
