// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** ps, logs, cancel and queue against a server without workers, so that requests stay where they are. */
class QueueCommandsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path dir = Path.of("");

    private Optional<PixalServer> running = Optional.empty();
    private String key = "";

    @BeforeEach
    void start() throws IOException {
        ServerConfig d = ServerConfig.defaults(dir);
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Work(0, d.work().timeLimit(), d.work().recycleAfter(), List.of()));
        PixalServer server = PixalServer.start(config, new Workers.Processes(List.of()));
        running = Optional.of(server);
        key = server.firstKey().orElseThrow();
    }

    @AfterEach
    void stop() { running.ifPresent(PixalServer::close); }

    private String url() { return running.orElseThrow().url(); }

    private String submit() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url()
                + "/queue/fal-ai/pixal3d")).header("Authorization", "Key " + key).POST(HttpRequest.BodyPublishers
                        .ofString("{\"image_url\": \"https://example.org/x.png\"}"))
                .build(),
                HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).path("request_id").asString();
    }

    private Run ask(Object... words) {
        return Run.of(Stream.concat(Stream.of(words), Stream.of("--server", url(), "--key", key)).toArray());
    }

    @Test
    void whatWaitsIsListedCancelledAndThenGone() throws Exception {
        String first = submit();
        String second = submit();
        Run list = ask("ps");
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out().lines()).hasSize(3).anySatisfy(l -> assertThat(l).startsWith(first).contains("waiting",
                "0 before it")).anySatisfy(l -> assertThat(l).startsWith(second).contains("1 before it"));
        assertThat(ask("queue").out()).contains("waiting: 2", "running: 0");
        Run cancel = ask("cancel", first, "no-such-request");
        assertThat(cancel.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(cancel.out()).isEqualTo(first + "\n");
        assertThat(cancel.err()).contains("no-such-request: server: answered 404: Request not found");
        assertThat(ask("ps").out()).contains(second).doesNotContain(first);
        List<JsonNode> all = ask("ps", "--all", "--json").out().lines().map(JSON::readTree).toList();
        assertThat(all).extracting(n -> n.path("request_id").asString()).containsExactly(second, first);
        assertThat(ask("queue", "--clear").exitCode()).isZero();
        assertThat(ask("ps").out().lines()).hasSize(1);
    }

    @Test
    void theQueueIsPausedAndResumedAndACancelledRequestGoesBackToIt() throws Exception {
        String request = submit();
        assertThat(ask("queue", "pause").exitCode()).isZero();
        assertThat(ask("queue").out()).contains("paused: true", "waiting: 1");
        assertThat(ask("queue", "resume").exitCode()).isZero();
        assertThat(ask("queue").out()).contains("paused: false");
        ask("cancel", request);
        Run again = ask("queue", "requeue", request, "no-such-request");
        assertThat(again.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(again.out()).isEqualTo(request + "\n");
        assertThat(again.err()).contains("no-such-request: server: answered 404: Request not found");
        assertThat(ask("queue", "requeue", request).err()).contains("answered 409: Request is still in progress");
        assertThat(ask("ps").out()).contains(request);
    }

    @Test
    void aDrainedServerSaysSoAndIsNotReady() {
        Run drain = ask("drain");
        assertThat(drain.exitCode()).as(drain.err()).isZero();
        assertThat(drain.out()).isEqualTo("drained\n");
        assertThat(ask("queue").out()).contains("workers: drained");
    }

    @Test
    void logsEndWithTheRequest() throws Exception {
        String request = submit();
        assertThat(ask("logs", request).exitCode()).isZero();
        ask("cancel", request);
        Run followed = ask("logs", request, "--follow");
        assertThat(followed.exitCode()).as(followed.err()).isZero();
        assertThat(followed.err()).containsIgnoringCase("cancel");
        assertThat(ask("logs", "nothing").exitCode()).isEqualTo(ExitCode.INPUT);
    }

    @Test
    void aServerThatIsNotThereAndAKeyThatIsNotItsOwnAreNamed() {
        Run none = Run.of("ps", "--server", "http://127.0.0.1:1");
        assertThat(none.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(none.err()).contains("http://127.0.0.1:1 does not answer. Start it with pixal3d serve");
        Run wrong = Run.of("ps", "--server", url(), "--key", "not:mine");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(wrong.err()).contains("server: answered 401", "--key");
        assertThat(Run.of("ps", "--server", "localhost").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
