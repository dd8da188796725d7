// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.postgres.TestPostgres;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one key brings along, all at once and through three gateways on one PostgreSQL, against what it may have stored.
 */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the tests' PostgreSQL is for Linux")
class StoredQuotaTest {
    private static final int GATEWAYS = 3, MANY = 36, FIT = 10, BYTES = 50_000;

    @TempDir
    private Path folder;
    private final URI database = TestPostgres.shared().newDatabase();
    private final Parallel parallel = new Parallel(1);
    private final List<PixalServer> gateways = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Store store;
    private String key = "";

    @BeforeEach
    void start() throws IOException {
        store = Stores.open(database);
        key = new ApiKeys(store.keys(), Clock.systemUTC()).create(ApiKey.Scope.API, "");
        for (int i = 0; i < GATEWAYS; i++) {
            ServerConfig d = ServerConfig.defaults(folder.resolve("gateway" + i));
            gateways.add(PixalServer.start(d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                    .with(new ServerConfig.Work(0, d.work().timeLimit(), 100, List.of()))
                    .with(new ServerConfig.Quotas(Integer.MAX_VALUE, Integer.MAX_VALUE, (FIT + 1L) * BYTES - 1,
                            Integer.MAX_VALUE))
                    .with(new ServerConfig.Storage(database, folder.resolve("files").toUri(), 0)),
                    new Workers.InProcess(() -> {
                        throw new IllegalStateException("a gateway runs nothing");
                    }, parallel)));
        }
    }

    @AfterEach
    void stop() {
        gateways.forEach(PixalServer::close);
        http.close();
        store.close();
        parallel.close();
    }

    @Test
    void uploadsThroughManyGatewaysAtOnceFillAKeysShareAndNoMore() throws Exception {
        assertThatSoManyFit(this::upload);
    }

    @Test
    void picturesInSubmissionsThroughManyGatewaysAtOnceFillAKeysShareAndNoMore() throws Exception {
        assertThatSoManyFit(this::submit);
    }

    /** A client's call by its number; its answer's status. */
    @FunctionalInterface
    private interface Client {
        int call(int number) throws IOException, InterruptedException;
    }

    private void assertThatSoManyFit(Client client) throws Exception {
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                int number = i;
                calls.add(() -> client.call(number));
            }
            for (Future<Integer> answer : threads.invokeAll(calls)) answers.add(answer.get());
        }
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(FIT);
        assertThat(answers.stream().filter(status -> status == 507)).hasSize(MANY - FIT);
        assertThat(store.files().bytesOf(Optional.of(key.substring(0, key.indexOf(':'))))).isEqualTo(FIT * BYTES);
    }

    /** Begun at one gateway and sent to the next; the status that the bytes got. */
    private int upload(int number) throws IOException, InterruptedException {
        HttpRequest begin = HttpRequest.newBuilder(URI.create(url(number) + "/rest/storage/upload/initiate"))
                .header("authorization", "Key " + key)
                .POST(BodyPublishers.ofString("{\"file_name\":\"picture\"}")).build();
        HttpResponse<String> begun = http.send(begin, BodyHandlers.ofString());
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        JsonNode ticket = JsonMapper.shared().readTree(begun.body());
        URI there = URI.create(ticket.path("upload_url").asString());
        URI next = URI.create(url(number + 1) + there.getRawPath() + "?" + there.getRawQuery());
        return http.send(HttpRequest.newBuilder(next).PUT(BodyPublishers.ofByteArray(new byte[BYTES])).build(),
                BodyHandlers.ofString()).statusCode();
    }

    /** Its picture comes along as a data URI. */
    private int submit(int number) throws IOException, InterruptedException {
        String picture = "data:image/png;base64," + Base64.getEncoder().encodeToString(new byte[BYTES]);
        return http.send(HttpRequest.newBuilder(URI.create(url(number) + "/queue/fal-ai/pixal3d"))
                .header("authorization", "Key " + key)
                .POST(BodyPublishers.ofString("{\"image_url\":\"" + picture + "\"}")).build(),
                BodyHandlers.ofString()).statusCode();
    }

    private String url(int number) { return gateways.get(number % GATEWAYS).url(); }
}
