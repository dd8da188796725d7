// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pixal3d.core.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the program says of itself, and the place of releases, here one of the test's own. */
class VersionTest {
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer place;
    private volatile int status = 200;
    private volatile String answer = "";

    @BeforeEach
    void open() throws IOException {
        place = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        place.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        place.start();
    }

    @AfterEach
    void close() { place.stop(0); }

    private String url() { return "http://127.0.0.1:" + place.getAddress().getPort() + "/releases/latest"; }

    private static JsonNode json(Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    @Test
    void thePomsVersionTheCommitJavaAndThePlatform() throws IOException {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        JsonNode said = json(Run.of("version", "--json"));
        assertThat(pom).contains("<version>" + said.get("version").asString() + "</version>");
        assertThat(said.get("commit").asString()).matches("[0-9a-f]{40}(\\+changes)?|unknown");
        assertThat(said.get("java").asString()).startsWith(Runtime.version().toString());
        assertThat(said.get("platform").asString()).contains(System.getProperty("os.arch"));
        assertThat(Run.of("--version").out()).isEqualTo("pixal3d " + said.get("version").asString() + "\n");
        assertThat(Run.of("version").out().lines()).hasSize(4);
    }

    @Test
    void nobodyIsAskedWithoutTheFlag() {
        Run.of("version", "--from", url());
        assertThat(asked).hasValue(0);
        answer = "{\"tag_name\": \"v0.0.1\"}";
        Run.of("version", "--from", url(), "--check");
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"v9999.0.0,true", "9999.0.0-rc1,true", "v0.0.1,false"})
    void theNewestOneIsCompared(String tag, boolean newer) {
        answer = "{\"tag_name\": \"%s\", \"html_url\": \"https://example.org/notes\"}".formatted(tag);
        JsonNode said = json(Run.of("version", "--check", "--json", "--from", url()));
        assertThat(said.get("newest").asString()).isEqualTo(tag.replaceFirst("v", ""));
        assertThat(said.get("newer").asBoolean()).isEqualTo(newer);
        assertThat(Run.of("version", "--check", "--from", url()).out())
                .contains(newer ? ", newer than this one. https://example.org/notes" : ", not newer than this one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"404|{}|answered 404", "200|{}|names no release", "200|<html>|does not answer with JSON"})
    void whatIsNoPlaceOfReleasesIsSaidSo(int code, String body, String words) {
        status = code;
        answer = body;
        Run run = Run.of("version", "--check", "--from", url());
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains(url() + " " + words, "--from");
    }

    @Test
    void aMissingNetworkAndAnAddressThatIsNoneAreSaidSo() {
        place.stop(0);
        assertThat(Run.of("version", "--check", "--from", url()).err()).contains("cannot be reached");
        Run none = Run.of("version", "--check", "--from", "releases");
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("--from: is no address (got releases");
        assertThat(Run.of("version", "--check").err()).contains("--from: missing");
    }
}
