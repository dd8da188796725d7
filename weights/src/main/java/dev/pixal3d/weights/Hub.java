// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.weights.Manifest.Item;
import dev.pixal3d.weights.Manifest.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The hosts that files come from. Redirects are followed here, one by one: the token goes to the endpoint's own origin
 * and nowhere else, and an encrypted address never leads to a plain one. What the hub says of a file (its commit,
 * length and hash) stands in the first answers and is kept from them.
 */
final class Hub {
    private static final int MOST_REDIRECTS = 10;
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /**
     * An answer at the end of the redirects; its body is open.
     *
     * @param length
     *            of the whole file, as the hub says
     * @param sha256
     *            as the hub says
     * @param commit
     *            that the revision stands for
     */
    record Answer(HttpResponse<InputStream> response, OptionalLong length, Optional<String> sha256,
            Optional<String> commit) {}

    private final HubSettings settings;
    private final HttpClient client;

    Hub(HubSettings settings, Map<String, String> environment) {
        this.settings = settings;
        this.client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .proxy(new Proxies(environment)).connectTimeout(Duration.ofSeconds(30))
                .version(HttpClient.Version.HTTP_1_1).build();
    }

    URI address(Part part, Item item) {
        return part.repository()
                .map(r -> URI.create(settings.endpoint() + "/" + r + "/resolve/" + part.revision() + "/" + item.path()))
                .orElseGet(() -> URI.create(part.url() + item.path()));
    }

    /**
     * Asks for a file from a byte on.
     *
     * @param entity
     *            the tag of the version that the bytes before belong to
     */
    Answer get(URI address, long from, Optional<String> entity) throws IOException, InterruptedException {
        URI at = address;
        OptionalLong length = OptionalLong.empty();
        Optional<String> sha256 = Optional.empty();
        Optional<String> commit = Optional.empty();
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(ANSWER)
                    .header("Accept-Encoding", "identity")
                    .header("User-Agent", "pixal3d");
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
                entity.ifPresent(tag -> request.header("If-Range", tag));
            }
            if (isEndpoint(at)) settings.token().ifPresent(t -> request.header("Authorization", "Bearer " + t));
            HttpResponse<InputStream> response = client.send(request.build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            HttpHeaders headers = response.headers();
            Optional<String> knownHash = sha256;
            Optional<String> knownCommit = commit;
            if (isEndpoint(at)) {
                if (headers.firstValue("X-Linked-Size").isPresent()) length = headers.firstValueAsLong("X-Linked-Size");
                sha256 = headers.firstValue("X-Linked-Etag").map(t -> t.replace("W/", "").replace("\"", ""))
                        .filter(t -> t.matches("[0-9a-f]{64}")).or(() -> knownHash);
                commit = headers.firstValue("X-Repo-Commit").or(() -> knownCommit);
            }
            if (response.statusCode() / 100 != 3 || response.statusCode() == 304) {
                return new Answer(response, length, sha256, commit);
            }
            response.body().close();
            URI here = at;
            URI next = headers.firstValue("Location").map(here::resolve).orElseThrow(
                    () -> WeightsProblem.unreachable(here + ": leads nowhere (status " + response.statusCode()
                            + " without an address). Try again later, or name a mirror with HF_ENDPOINT."));
            if ("https".equals(at.getScheme()) && !"https".equals(next.getScheme())) {
                throw WeightsProblem.unreachable(at + ": leads to an address without encryption ("
                        + next.getHost() + "). Check HF_ENDPOINT and the proxy.");
            }
            at = next;
        }
        throw WeightsProblem.unreachable(address + ": leads in circles (more than " + MOST_REDIRECTS
                + " redirects). Try again later, or name a mirror with HF_ENDPOINT.");
    }

    private boolean isEndpoint(URI address) {
        URI endpoint = settings.endpoint();
        return endpoint.getScheme().equals(address.getScheme())
                && endpoint.getHost().equalsIgnoreCase(address.getHost())
                && endpoint.getPort() == address.getPort();
    }

    /** What a refusal means and what to do about it. */
    ProblemException refusal(Part part, Item item, HttpResponse<?> response) {
        int status = response.statusCode();
        String where = item.to() + " (" + part.source() + ")";
        boolean gated = part.gated()
                || response.headers().firstValue("X-Error-Code").filter("GatedRepo"::equals).isPresent();
        String page = settings.endpoint() + "/" + part.repository().orElse("");
        if (status == 401 || status == 403) {
            String why = settings.token().isEmpty()
                    ? "the hub wants to know who asks"
                    : status == 401 ? "the hub does not know the token" : "this account has no access";
            String remedy = gated
                    ? "Its publisher lets accounts in: sign in, open " + page
                            + ", accept the terms there, make a token "
                            + "with read access in the account's settings, and give it as HF_TOKEN"
                            + (part.replaces().isPresent()
                                    ? "; or pull " + part.replaces().get() + ", which needs none."
                                    : ".")
                    : settings.token().isPresent()
                            ? "Correct or unset HF_TOKEN (this part needs none)."
                            : "Give a token as HF_TOKEN.";
            return WeightsProblem.unreachable(where + ": " + why + " (status " + status + "). " + remedy);
        }
        if (status == 404 || status == 410) {
            return WeightsProblem.unreachable(where + ": is not there any more (status " + status + " for revision "
                    + part.revision() + "). Update this program" + part.orElsewhere());
        }
        return WeightsProblem.unreachable(where + ": the host refuses it (status " + status
                + "). Try again later" + part.orElsewhere());
    }
}
