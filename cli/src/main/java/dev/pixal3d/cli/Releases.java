// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The place where releases are published: an address that answers with the newest one as JSON, {@code tag_name} and
 * {@code html_url}, as the forges of GitHub, Gitea and GitLab do. Nothing is sent but the question itself.
 *
 * @param address
 *            an http or https URL
 */
record Releases(URI address) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * One release.
     *
     * @param version
     *            without a leading v
     * @param page
     *            where people read about it; empty when the place does not say
     */
    record Release(String version, String page) {
        /** Whether this one came after the other; 1.0.0-rc1 comes before 1.0.0. */
        boolean isAfter(String other) {
            return ModuleDescriptor.Version.parse(version).compareTo(ModuleDescriptor.Version.parse(other)) > 0;
        }
    }

    /** Where to ask, or a problem that says what such an address is. */
    static Releases at(String address) {
        if (address.isEmpty()) {
            throw Problem.usage("--from: missing, for this build knows no place of releases. Name one that answers "
                    + "with the newest release as JSON, e.g. https://HOST/repos/OWNER/NAME/releases/latest.")
                    .exception();
        }
        if (!address.matches("https?://[^/?#\\s]+(/\\S*)?")) {
            throw Problem.usage("--from: is no address (got " + address + ", allowed http:// or https://).")
                    .exception();
        }
        return new Releases(URI.create(address));
    }

    /** Asks for the newest one. */
    Release newest() {
        HttpRequest question = HttpRequest.newBuilder(address).timeout(PATIENCE).header("Accept", "application/json")
                .build();
        try (HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = http.send(question, BodyHandlers.ofString());
            if (answer.statusCode() != 200) throw problem("answered " + answer.statusCode()).exception();
            JsonNode release = JsonMapper.shared().readTree(answer.body());
            String tag = release.path("tag_name").asString("");
            if (!tag.matches("v?\\d[\\w.+-]*"))
                throw problem("names no release (got tag_name \"" + tag + "\")").exception();
            return new Release(tag.replaceFirst("^v", ""), release.path("html_url").asString(""));
        } catch (IOException e) {
            throw new ProblemException(problem("cannot be reached"), e);
        } catch (JacksonException e) {
            throw new ProblemException(problem("does not answer with JSON"), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw problem("was not waited for").exception();
        }
    }

    private Problem problem(String what) {
        return Problem.unusable("releases: " + address + " " + what
                + ". Look at the network, or name another place with --from.");
    }
}
