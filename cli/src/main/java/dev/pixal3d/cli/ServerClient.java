// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a running server, over the same HTTP API as every client. */
final class ServerClient {
    private static final String APP = "fal-ai/pixal3d";
    /** The path of all that waits. */
    static final String QUEUE = "/v1/serverless/apps/" + APP + "/queue";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What the server answered. */
    record Answer(int status, JsonNode body) {}

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).build();
    private final URI server;
    private final String key;

    /**
     * @param server
     *            scheme, host and port
     * @param key
     *            empty to call without one
     */
    ServerClient(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    /** The path of one request's resource. */
    static String ofRequest(String id, String resource) {
        return "/queue/" + APP + "/requests/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + resource;
    }

    /** The path that runs a request again. */
    static String requeue(String id) {
        return "/v1/queue/requests/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/requeue";
    }

    /** Reads something. */
    Answer get(String path) { return call(request(path).timeout(PATIENCE).GET().build()); }

    /** Changes something. */
    Answer send(String method, String path) {
        return call(request(path).timeout(PATIENCE).method(method, HttpRequest.BodyPublishers.noBody()).build());
    }

    /** As {@link #get}, for what must be there. */
    JsonNode read(String path) {
        Answer answer = get(path);
        if (answer.status / 100 != 2) throw refused(answer);
        return answer.body;
    }

    /** The data of an event stream, event by event; the caller closes it. */
    Stream<JsonNode> events(String path) {
        try {
            HttpResponse<Stream<String>> answer = http.send(request(path).GET().build(), BodyHandlers.ofLines());
            if (answer.statusCode() / 100 != 2) {
                try (Stream<String> lines = answer.body()) {
                    throw refused(new Answer(answer.statusCode(), json(String.join("\n", lines.toList()))));
                }
            }
            return answer.body().filter(l -> l.startsWith("data:")).map(l -> json(l.substring(5)));
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Why a call was not answered as asked, in the server's own words. */
    ProblemException refused(Answer answer) {
        JsonNode body = answer.body;
        String said = Stream.of(body.at("/error/message"), body.path("detail"), body.path("message"))
                .filter(JsonNode::isString).map(JsonNode::asString).findFirst().orElse("no reason given");
        String remedy = answer.status == 401 || answer.status == 403
                ? " Name a key with --key or $FAL_KEY; pixal3d keys create makes one."
                : "";
        return Problem.unusable("server: answered " + answer.status + ": " + said + remedy).exception();
    }

    private Answer call(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), json(answer.body()));
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException _) {
            throw Problem.unusable("server: " + server + " does not speak this protocol. Is it pixal3d serve?")
                    .exception();
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path));
        return key.isEmpty() ? request : request.header("Authorization", "Key " + key);
    }

    private ProblemException unreachable(IOException e) {
        return new ProblemException(Problem.unusable("server: " + server
                + " does not answer. Start it with pixal3d serve, or name another one with --server."), e);
    }

    private static ProblemException interrupted() {
        Thread.currentThread().interrupt();
        return Problem.unusable("server: the call was interrupted.").exception();
    }
}
