// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.pipeline.request.Parameters;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the server gives to browsers: only the page's own files, for ever, small, and under a strict policy. */
class SiteTest {
    private static final Pattern LINKED = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");
    private static final Pattern IMPORTED = Pattern.compile("from '(\\.[^']+)'");
    private static final long MOST = 1_000_000;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @Test
    void thePageRunsOnlyItsOwnScripts() {
        for (String path : List.of("/", "/playground")) {
            Reply page = server.get(path, "authorization", "");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("content-security-policy")).contains("default-src 'none'", "script-src 'self'",
                    "connect-src 'self'", "frame-ancestors 'none'").doesNotContain("unsafe");
            assertThat(page.text()).doesNotContain("{{", "style=", "onclick=", "https://");
            assertThat(page.text().replaceAll("(?s)<script[^>]*src=[^>]*></script>", "")).doesNotContain("<script");
        }
    }

    @Test
    void everythingThePageNeedsIsThereAndSmall() {
        Map<String, Reply> files = files();
        assertThat(files.keySet()).anyMatch(name -> name.endsWith("/main.js"))
                .anyMatch(name -> name.endsWith("/viewer/scene.js")).anyMatch(name -> name.endsWith("/style.css"));
        assertThat(files.values().stream().mapToLong(file -> file.bytes().length).sum()).isLessThan(MOST);
        files.forEach((name, file) -> {
            assertThat(file.status()).as(name).isEqualTo(200);
            assertThat(file.header("cache-control")).as(name).contains("immutable");
            Reply zipped = server.get(name, "accept-encoding", "gzip");
            assertThat(zipped.header("content-encoding")).as(name).isEqualTo("gzip");
            assertThat(zipped.bytes().length).as(name).isLessThan(file.bytes().length);
        });
    }

    @Test
    void nothingElseIsServed() {
        String base = files().keySet().iterator().next().replaceAll("(/assets/[^/]+)/.*", "$1");
        for (String path : List.of("/assets/", base, base + "/", base + "/nothing.js", base + "/../docs.html",
                base + "/viewer", "/assets/000000000000/main.js", base + "/..%2f..%2fdocs.html")) {
            assertThat(server.get(path).status()).as(path).isBetween(400, 404);
        }
    }

    /** The page's files by their paths, found as a browser finds them. */
    private static Map<String, Reply> files() {
        Deque<String> next = new ArrayDeque<>();
        LINKED.matcher(server.get("/").text()).results().map(m -> m.group(1)).forEach(next::add);
        Map<String, Reply> files = new LinkedHashMap<>();
        while (!next.isEmpty()) {
            String path = next.pop();
            if (files.containsKey(path)) continue;
            Reply file = server.get(path);
            files.put(path, file);
            if (!path.endsWith(".js")) continue;
            IMPORTED.matcher(file.text()).results().map((MatchResult m) -> m.group(1))
                    .forEach(name -> next.add(java.net.URI.create(path).resolve(name).toString()));
        }
        return files;
    }

    @Test
    @SuppressWarnings("unchecked")
    void theFormIsInTheSchema() {
        Map<String, Object> document = server.get("/openapi.json").json();
        Map<String, Object> input = (Map<String, Object>) ((Map<String, Object>) ((Map<String, Object>) document
                .get("components")).get("schemas")).get("Pixal3dInput");
        List<Object> groups = ((List<Map<String, Object>>) input.get("x-pixal3d-groups")).stream()
                .map(g -> g.get("id")).toList();
        Map<String, Map<String, Object>> fields = (Map<String, Map<String, Object>>) input.get("properties");
        assertThat(fields).hasSize(Parameters.ALL.size() + 1);
        fields.forEach((name, field) -> assertThat(groups).as(name).contains(field.get("x-pixal3d-group")));
        List<Map<String, Object>> presets = (List<Map<String, Object>>) input.get("x-pixal3d-presets");
        assertThat(presets).extracting(p -> p.get("id")).containsExactly("web", "game", "print", "best");
        for (Map<String, Object> preset : presets) {
            Map<String, Object> values = new LinkedHashMap<>((Map<String, Object>) preset.get("values"));
            assertThat(values).isNotEmpty();
            values.put("image_url", TestServer.PICTURE);
            assertThat(server.completed(server.submit(values).id()).status()).as(preset.toString()).isEqualTo(200);
        }
    }
}
