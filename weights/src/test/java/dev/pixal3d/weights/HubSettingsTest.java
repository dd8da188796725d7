// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
    @TempDir
    private Path home = Path.of("");

    @Test
    void tokensComeFromTheEnvironmentThenFromTheToolsFilesThenFromNetrc() throws IOException {
        assertThat(HubSettings.of(Map.of(), home).token()).isEmpty();
        Files.writeString(home.resolve(".netrc"), """
                machine example.org login a password wrong
                machine huggingface.co
                  login b
                  password fromnetrc
                machine z login c password other
                """);
        assertThat(HubSettings.of(Map.of(), home).token()).contains("fromnetrc");
        assertThat(HubSettings.of(Map.of("HF_ENDPOINT", "https://mirror.example"), home).token()).isEmpty();
        Path file = Files.createDirectories(home.resolve(".cache/huggingface")).resolve("token");
        Files.writeString(file, "fromfile\n");
        assertThat(HubSettings.of(Map.of(), home).token()).contains("fromfile");
        assertThat(HubSettings.of(Map.of("HF_TOKEN", " given "), home).token()).contains("given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.example", "ftp://mirror.example", "https://", "ht tp://x"})
    void mirrorsMustBeAddresses(String endpoint) {
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", endpoint), home))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("HF_ENDPOINT: ");
    }

    @Test
    void proxiesAreThoseOfTheEnvironment() {
        Proxies proxies = new Proxies(Map.of("https_proxy", "http://proxy.example:3128", "HTTP_PROXY", "plain.example",
                "no_proxy", "localhost,.inside.example"));
        assertThat(proxies.select(URI.create("https://a.example/x"))).extracting(Proxy::address)
                .containsExactly(new InetSocketAddress("proxy.example", 3128));
        assertThat(proxies.select(URI.create("http://a.example/x"))).extracting(Proxy::address)
                .containsExactly(new InetSocketAddress("plain.example", 80));
        for (String direct : new String[]{"https://localhost/", "https://b.inside.example/"}) {
            assertThat(proxies.select(URI.create(direct))).containsExactly(Proxy.NO_PROXY);
        }
    }
}
