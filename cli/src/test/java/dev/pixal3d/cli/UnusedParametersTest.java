// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.pipeline.engine.EngineProvider;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an engine has no use for is said wherever parameters are described. */
class UnusedParametersTest {
    @TempDir
    private Path directory;

    @Test
    void theyAreNamedInTheOpenApiDocumentThePageAndTheHelp() throws Exception {
        ServerConfig config = ServerConfig.defaults(directory)
                .with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Work(0, Duration.ofHours(1), 1, List.of()));
        try (PixalServer server = PixalServer.start(config, new Workers.Processes(List.of()));
                HttpClient client = HttpClient.newHttpClient()) {
            JsonNode schema = JsonMapper.shared()
                    .readTree(get(client, server.url() + "/api/openapi/queue/openapi.json"))
                    .at("/components/schemas/Pixal3dInput/properties");
            String models = get(client, server.url() + "/models/fal-ai/pixal3d/llms.txt");
            String help = Run.of("generate", "--help-all").out().replaceAll("\\s+", " ");
            for (Parameter<?> parameter : Parameters.ALL) {
                List<String> without = Engines.installed().stream().filter(e -> e.unused().contains(parameter))
                        .map(EngineProvider::id).toList();
                String said = "Not used by: " + String.join(", ", without) + ".";
                String described = schema.path(parameter.name()).path("description").asString();
                assertThat(described.contains("Not used by")).as(parameter.name()).isEqualTo(!without.isEmpty());
                if (without.isEmpty()) continue;
                assertThat(described).endsWith(said);
                assertThat(models).contains("`" + parameter.name() + "`").contains(described);
                assertThat(help).contains(described);
            }
            assertThat(schema.path("mesh_scale").path("description").asString()).contains("Not used by: preview.");
        }
    }

    private static String get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).body();
    }
}
