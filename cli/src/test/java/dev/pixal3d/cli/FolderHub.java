// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A hub that publishes a folder as one repository. Every file's first download breaks off in the middle. */
final class FolderHub implements AutoCloseable {
    private static final String REPOSITORY = "tiny/model";

    private final Path folder;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    /** Every request as "path range". */
    final List<String> requests = new CopyOnWriteArrayList<>();

    FolderHub(Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI url() { return URI.create("http://localhost:" + server.getAddress().getPort()); }

    /** The list of weights: each of these folders as a helper of its own, the rest as one part that runs need. */
    String manifest(String... helpers) throws IOException {
        List<String> parts = new ArrayList<>();
        parts.add(part("tiny", "needed", p -> Arrays.stream(helpers).noneMatch(p::startsWith)));
        for (String helper : helpers) parts.add(part(helper, "helper", p -> p.startsWith(helper)));
        return "{\"parts\": [%s]}".formatted(String.join(",\n", parts));
    }

    private String part(String name, String use, Predicate<Path> files) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            String list = all.filter(Files::isRegularFile).map(folder::relativize).filter(files)
                    .map(p -> String.format(Locale.ROOT, "{\"path\": \"%s\", \"size\": %d}", p,
                            folder.resolve(p).toFile().length()))
                    .sorted().collect(Collectors.joining(",\n"));
            return """
                    {"name": "%s", "title": "Small networks", "use": "%s", "repository": "%s",
                     "revision": "main", "licence": {"name": "MIT", "url": "https://example.org/mit"},
                     "files": [%s]}""".formatted(name, use, REPOSITORY, list);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String path = exchange.getRequestURI().getPath();
        requests.add(path + " " + range);
        byte[] bytes = Files.readAllBytes(folder.resolve(path.substring(path.indexOf("/main/") + 6)));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        int end = begun.add(path) ? from + (bytes.length - from) / 2 : bytes.length;
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range",
                    "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
        exchange.getResponseBody().write(bytes, from, end - from);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
