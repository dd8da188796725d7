// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Endpoint.Output.Content;
import dev.pixal3d.server.work.EndpointId;
import dev.pixal3d.server.work.Endpoints;
import dev.pixal3d.server.work.JobResult;
import dev.pixal3d.server.work.WorkerTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All that a service does for an endpoint follows from its registration. */
class SecondEndpointTest {
    private static final String PATH = "/fal-ai/pixal3d/repeat";
    private static TestServer server;

    /** Repeats a text file. */
    private static final class Repeat implements Endpoint {
        private static final Parameter<String> TEXT = new Parameter<>("text_url", Parameter.Group.BASIC,
                Parameter.Affects.RUN, new ParameterType.FileUrl("text", "https://example.com/a.txt", "Shorten it."),
                Optional.empty(), "The text.");
        private static final Parameter<Integer> TIMES = new Parameter<>("times", Parameter.Group.BASIC,
                Parameter.Affects.RUN, new ParameterType.Whole<>(1, 9, Repeat::times), Optional.of(2),
                "How often.");

        private static int times(long value) {
            if (value == 8) throw new IllegalStateException("a fault of ours in times()");
            return Math.toIntExact(value);
        }

        @Override
        public EndpointId id() { return EndpointId.of("fal-ai/pixal3d/repeat"); }

        @Override
        public String title() { return "Repeat"; }

        @Override
        public String category() { return "text-to-text"; }

        @Override
        public String description() { return "The same text several times."; }

        @Override
        public List<Parameter<?>> inputs() { return List.of(TEXT, TIMES); }

        @Override
        public List<Output> outputs() {
            return List.of(new Output("text", Content.FILE, "The long text.", true),
                    new Output("letters", Content.INTEGER, "Its length.", true));
        }

        @Override
        public JobResult run(Settings settings, Job job, WorkerTools tools, RunContext context) throws IOException {
            String text = new String(tools.downloads().bytes(TEXT, settings.get(TEXT), job), StandardCharsets.UTF_8);
            if (text.isEmpty()) {
                throw new Problem.Field(Problem.Kind.UNUSABLE_FILE, TEXT.name(), "text: is empty.", Map.of(),
                        Optional.empty()).exception();
            }
            String repeated = text.repeat(settings.get(TIMES));
            Files.writeString(job.directory().resolve("out.txt"), repeated);
            return new JobResult(List.of(new JobResult.OutputFile("text", "out.txt", "", "txt", "text/plain", false)),
                    Map.of("letters", repeated.length()));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.startWith(new Endpoints(List.of(Endpoints.INSTALLED.main(), new Repeat())));
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static String data(String text) {
        return "data:text/plain;base64," + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What goes wrong while a request is read is no "bad request": it is ours, and the log tells where. */
    @Test
    void anErrorInsideAHandlerIsOursAndLoggedUnderItsId() {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord event) {
                logged.add(event.getLevel() + " " + event.getMessage() + " " + event.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("dev.pixal3d.http");
        log.addHandler(ear);
        try {
            Reply reply = server.call("POST", "/queue" + PATH, Map.of("text_url", data("ab"), "times", 8));
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.violation()).containsEntry("type", "internal_server_error");
            assertThat(reply.text()).doesNotContain("times()", "Exception");
            assertThat(logged).anyMatch(line -> line.startsWith("SEVERE request " + reply.header("x-fal-request-id"))
                    && line.endsWith("a fault of ours in times()"));
        } finally {
            log.removeHandler(ear);
        }
        assertThat(server.call("POST", "/run" + PATH, Map.of("text_url", data("ab"), "times", 9)).status())
                .isEqualTo(200);
    }

    @Test
    void itRunsSynchronously() {
        Reply reply = server.call("POST", "/run" + PATH, Map.of("text_url", data("abc"), "times", 3));
        assertThat(reply.json()).containsEntry("letters", 9);
        Reply file = server.get(String.valueOf(reply.object("text").get("url")));
        assertThat(file.text()).isEqualTo("abcabcabc");
        assertThat(file.header("content-type")).isEqualTo("text/plain");
    }

    @Test
    void itsRequestsLieBelowTheApplication() {
        Reply submitted = server.call("POST", "/queue" + PATH, Map.of("text_url", data("ab")));
        assertThat(submitted.string("response_url"))
                .isEqualTo(server.url() + "/queue/fal-ai/pixal3d/requests/" + submitted.id());
        server.completed(submitted.id());
        assertThat(server.get(server.at(submitted.id(), "")).json()).containsEntry("letters", 4);
        assertThat(server.get("/queue" + PATH + "/requests/" + submitted.id()).json()).containsEntry("letters", 4);
        assertThat(server.get("/v1/models/requests/by-endpoint?endpoint_id=" + PATH.substring(1)).text())
                .contains(submitted.id());
        assertThat(server.get("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d").text())
                .doesNotContain(submitted.id());
    }

    @Test
    void itsParametersAreChecked() {
        Reply missing = server.call("POST", "/run" + PATH, Map.of("image_url", TestServer.PICTURE));
        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.violation()).containsEntry("loc", List.of("body", "text_url")).containsEntry("type",
                "missing");
        Reply tooMany = server.call("POST", "/run" + PATH, Map.of("text_url", data("a"), "times", 10));
        assertThat(tooMany.violation()).containsEntry("loc", List.of("body", "times"));
        Reply unfit = server.call("POST", "/run" + PATH, Map.of("text_url", "ftp://example.com/a"));
        assertThat(unfit.violation()).containsEntry("type", "file_download_error").containsEntry("loc",
                List.of("body", "text_url"));
    }

    @Test
    void whatItRefusesShowsTheUrl() {
        Reply reply = server.call("POST", "/run" + PATH, Map.of("text_url", data("")));
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.violation()).containsEntry("msg", "text: is empty.").containsEntry("input", data(""));
    }

    @Test
    void filesOfTheServiceAreBroughtToIt() {
        Reply ticket = server.call("POST", "/rest/storage/upload/initiate",
                Map.of("file_name", "a.txt", "content_type", "text/plain"));
        server.put(ticket.string("upload_url"), "xyz".getBytes(StandardCharsets.UTF_8), "content-type", "text/plain");
        Reply reply = server.call("POST", "/run" + PATH, Map.of("text_url", ticket.string("file_url"), "times", 2));
        assertThat(reply.json()).containsEntry("letters", 6);
        String gone = ticket.string("file_url").replace(".txt", ".none");
        assertThat(server.call("POST", "/run" + PATH, Map.of("text_url", gone)).violation()).containsEntry("type",
                "file_download_error");
    }

    @Test
    void itIsDescribed() {
        Reply openApi = server.get("/api/openapi/queue/openapi.json?endpoint_id=" + PATH.substring(1));
        assertThat(openApi.at("components", "schemas", "Pixal3dRepeatInput", "required"))
                .isEqualTo(List.of("text_url"));
        assertThat(openApi.at("components", "schemas", "Pixal3dRepeatOutput", "properties", "letters", "type"))
                .isEqualTo("integer");
        assertThat(openApi.object("paths").keySet()).containsExactly(PATH,
                "/fal-ai/pixal3d/requests/{request_id}", "/fal-ai/pixal3d/requests/{request_id}/status",
                "/fal-ai/pixal3d/requests/{request_id}/cancel");
        assertThat(server.get("/models" + PATH + "/llms.txt").text()).contains("`times`", "\"letters\": integer",
                "'{\"text_url\":\"https://example.com/a.txt\"}'").doesNotContain("{{");
        assertThat(server.get("/v1/models?category=text-to-text").text()).contains(PATH.substring(1))
                .doesNotContain("image-to-3d");
        assertThat(server.get("/models/fal-ai/none/llms.txt").status()).isEqualTo(404);
    }

    @Test
    void otherApplicationsDoNotSeeItsRequests() {
        Reply submitted = server.call("POST", "/queue" + PATH, Map.of("text_url", data("ab")));
        assertThat(server.get("/queue/fal-ai/other/requests/" + submitted.id() + "/status").status()).isEqualTo(404);
        assertThat(server.call("POST", "/queue" + PATH + "/deeper", Map.of()).status()).isEqualTo(404);
    }
}
