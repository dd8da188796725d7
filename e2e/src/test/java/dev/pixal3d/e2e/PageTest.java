// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference page, in a real browser: at the width of a desk and of a phone, light and dark. */
@Timeout(120)
class PageTest {
    @Test
    void saysHowTheServerIsCalled(@TempDir Path directory) throws Exception {
        ThreeJs.assumeBrowser();
        try (LocalServer server = LocalServer.withSlowEngine(directory)) {
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
                                Stream.concat(Parameters.ALL.stream().map(Parameter::name), Stream.of("keep_volume"))
                                        .toList());
            }
            assertThat(screens.valueStream().map(s -> s.get("ink").asString()).distinct()).hasSize(2);
        }
    }

    private static JsonNode open(LocalServer server) throws Exception {
        return JsonMapper.builder().build().readTree(NodeScript.run("page.mjs", List.of(server.url() + "/docs")));
    }
}
