// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthTest {
    private static final Map<String, Object> INPUT = Map.of("image_url", TestServer.PICTURE);
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static String probe() { return server.at(UUID.randomUUID().toString(), "/status"); }

    @ParameterizedTest
    @ValueSource(strings = {"Key x:y", "Bearer x:y", "Key x", "Key", "Key :", "Basic eDp5", "garbage", "Bearer a.b.c"})
    void badCredentialsAreRefusedEverywhere(String header) {
        for (String path : List.of(probe(), server.at(UUID.randomUUID().toString(), "/status/stream"))) {
            Reply reply = server.get(path, "authorization", header);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.json()).containsEntry("detail", "invalid key credentials").containsKey("message");
        }
        assertThat(server.call("POST", "/run/fal-ai/pixal3d", INPUT, "authorization", header).status()).isEqualTo(401);
        assertThat(server.call("POST", "/rest/tokens/", Map.of(), "authorization", header).status()).isEqualTo(401);
    }

    @Test
    void everySchemeAndCaseIsAccepted() {
        for (String header : List.of("Key " + server.key(), "key " + server.key(), "KEY   " + server.key(),
                "Bearer " + server.key())) {
            assertThat(server.get(probe(), "authorization", header).status()).isEqualTo(404);
        }
    }

    @Test
    void missingCredentialsAreNamed() {
        assertThat(server.get(probe(), "authorization", "").string("detail"))
                .isEqualTo("Authentication is required to access this application.");
        assertThat(server.call("POST", "/rest/storage/upload/initiate", Map.of(), "authorization", "").string("detail"))
                .isEqualTo("Authorization header is required");
    }

    @Test
    void theSecretsAreNotStored() throws IOException {
        String secret = server.key().split(":")[1];
        byte[] database = java.nio.file.Files.readAllBytes(DataFolder.database(server.directory()));
        assertThat(new String(database, java.nio.charset.StandardCharsets.ISO_8859_1)).doesNotContain(secret);
    }

    @Test
    void aRevokedKeyIsRefused() {
        String key = server.newKey();
        assertThat(server.get(probe(), "authorization", "Key " + key).status()).isEqualTo(404);
        assertThat(server.call("DELETE", "/v1/keys/" + key.split(":")[0]).status()).isEqualTo(204);
        assertThat(server.get(probe(), "authorization", "Key " + key).status()).isEqualTo(401);
    }

    @Test
    void onlyAdministratorsManageKeys() {
        String key = server.newKey();
        Reply refused = server.call("POST", "/v1/keys", Map.of(), "authorization", "Key " + key);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.object("error")).containsEntry("type", "authorization_error");
        Reply list = server.get("/v1/keys");
        assertThat(list.text()).contains(key.split(":")[0]).doesNotContain(key.split(":")[1])
                .contains(ApiKey.Scope.ADMIN.name());
    }

    @Test
    void temporaryTokensAreJsonStringsAndExpire() {
        Reply reply = server.call("POST", "/rest/tokens/",
                Map.of("allowed_apps", List.of("pixal3d"), "token_expiration", 60));
        assertThat(reply.text()).matches("\"[\\w-]+\\.[\\w-]+\\.[\\w-]+\"");
        String token = reply.text().replace("\"", "");
        assertThat(server.get(probe(), "authorization", "Bearer " + token).status()).isEqualTo(404);
        assertThat(server.call("POST", "/rest/tokens/", Map.of("allowed_apps", List.of("pixal3d")), "authorization",
                "Bearer " + token).status()).isEqualTo(401);
        assertThat(
                server.call("POST", "/rest/tokens/", Map.of("allowed_apps", List.of(), "token_expiration", 0)).status())
                .isEqualTo(400);
        assertThat(server.call("POST", "/rest/tokens/", Map.of()).status()).isEqualTo(400);
        assertThat(server.call("POST", "/rest/tokens/realtime", Map.of("allowed_apps", List.of("a"), "duration", 5))
                .status())
                .isEqualTo(200);
    }

    @Test
    void anonymousCallsWorkWhenAllowed() throws IOException {
        try (TestServer open = TestServer
                .start(c -> c.with(new ServerConfig.Access(true, true, c.access().proxyKey())))) {
            Reply reply = open.call("POST", "/run/fal-ai/pixal3d", INPUT, "authorization", "");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(open.get(open.at(reply.header("x-fal-request-id"), ""), "authorization", "").status())
                    .isEqualTo(200);
            assertThat(open.get(open.at(reply.header("x-fal-request-id"), ""), "authorization", "Key a:b").status())
                    .isEqualTo(401);
            assertThat(open.get("/v1/keys", "authorization", "").status()).isEqualTo(403);
        }
    }
}
