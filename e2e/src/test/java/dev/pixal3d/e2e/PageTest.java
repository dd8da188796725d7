// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.fal.client.ClientConfig;
import ai.fal.client.CredentialsResolver;
import ai.fal.client.FalClient;
import ai.fal.client.SubscribeOptions;
import com.google.gson.JsonObject;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page that says hello, in a real browser: at the width of a desk and of a phone, light and dark. */
@Timeout(120)
class PageTest {
    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFklEQVR4nGP4jwMw4JZgwI6oKkGqqwDxh3+B7VaOoQAAAABJRU5ErkJggg==";

    @Test
    void saysHelloAndShowsWhatWasAsked(@TempDir Path directory) throws Exception {
        ThreeJs.assumeBrowser();
        try (ServerForClients server = new ServerForClients(directory)) {
            for (JsonNode screen : open(server))
                assertThat(screen.at("/requests/0/0").asString()).isEqualTo("None without a key yet.");
            FalClient fal = FalClient.withConfig(ClientConfig.builder().withCredentials(CredentialsResolver.fromApiKey(
                    server.key())).withProxyUrl(server.url() + "/api/fal/proxy").build());
            String id = fal
                    .subscribe("fal-ai/pixal3d", SubscribeOptions.<JsonObject>builder()
                            .input(Map.of("image_url", PICTURE, "seed", 1)).resultType(JsonObject.class).build())
                    .getRequestId();
            JsonNode screens = open(server);
            assertThat(screens.size()).isEqualTo(4);
            for (JsonNode screen : screens) {
                assertThat(screen.get("complaints")).as(screen.get("complaints").toString()).isEmpty();
                assertThat(screen.get("dead")).isEmpty();
                assertThat(screen.get("cut")).as("tables fit").isEmpty();
                assertThat(screen.get("wide").asInt()).as("no scrolling sideways")
                        .isEqualTo(screen.get("width").asInt());
                assertThat(screen.get("code")).hasSize(4);
                for (JsonNode code : screen.get("code")) {
                    assertThat(code.asString()).contains(server.url().replace("http://", ""))
                            .contains("fal-ai/pixal3d");
                }
                assertThat(screen.get("parameters").valueStream().map(p -> p.asString().replaceAll(" .*", "")))
                        .isEqualTo(
                                Parameters.ALL.stream().map(Parameter::name).toList());
                assertThat(screen.get("requests").toString()).as("a key's requests are not public")
                        .contains("None without a key").doesNotContain(id.substring(0, 8));
            }
            assertThat(screens.valueStream().map(s -> s.get("ink").asString()).distinct()).hasSize(2);
        }
    }

    private static JsonNode open(ServerForClients server) throws Exception {
        return JsonMapper.builder().build().readTree(NodeScript.run("page.mjs", List.of(server.url() + "/")));
    }
}
