// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pixal3d.core.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * A hub on real sockets: an endpoint that redirects, and a second host with the bytes, which honours ranges. Faults are
 * done once each, in order.
 */
final class StubHub implements AutoCloseable {
    /** What can go wrong with one request for bytes. */
    enum Fault {
        /** Half of the bytes, then the end of the connection. */
        BREAKS_OFF,
        /** Nothing at all. */
        CLOSES,
        /** A few bytes, then silence. */
        STALLS,
        /** Says there is more than comes. */
        PROMISES_TOO_MUCH,
        /** Sends more than the file has. */
        SENDS_TOO_MUCH,
        /** Other bytes of the right length. */
        WRONG_BYTES,
        /** The text that stands for the file. */
        POINTER,
        /** Answers a range with the whole file. */
        IGNORES_RANGE,
        /** Answers with a range that begins elsewhere. */
        WRONG_RANGE,
        /** Another version of the file from now on, until it changes back. */
        CHANGES,
        TOO_MANY,
        UNAVAILABLE,
        NOT_SATISFIABLE
    }

    static final String REPOSITORY = "some/model";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final HttpServer endpoint;
    private final HttpServer storage;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Every request as "host path". */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Authorization headers by the host that they were sent to. */
    final Map<String, List<String>> tokens = new ConcurrentHashMap<>();
    final AtomicLong sent = new AtomicLong();
    volatile LongConsumer onSent = _ -> {};
    volatile int refusal;
    volatile boolean tellsHash = true;

    StubHub() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", this::redirect);
        storage.createContext("/", this::bytes);
        for (HttpServer server : List.of(endpoint, storage)) {
            server.setExecutor(threads);
            server.start();
        }
    }

    URI url() { return URI.create("http://localhost:" + endpoint.getAddress().getPort()); }

    String storageUrl() { return "http://127.0.0.1:" + storage.getAddress().getPort() + "/"; }

    StubHub file(String path, byte[] bytes) {
        files.put(path, bytes);
        return this;
    }

    void fault(String path, Fault... next) { faults.put(path, new ArrayDeque<>(List.of(next))); }

    private void heard(String host, HttpExchange exchange) {
        requests.add(host + " " + exchange.getRequestURI().getPath());
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token != null) tokens.computeIfAbsent(host, _ -> new CopyOnWriteArrayList<>()).add(token);
    }

    private void redirect(HttpExchange exchange) throws IOException {
        heard("endpoint", exchange);
        String prefix = "/" + REPOSITORY + "/resolve/";
        String path = exchange.getRequestURI().getPath();
        byte[] bytes = path.startsWith(prefix)
                ? files.get(path.substring(path.indexOf('/', prefix.length()) + 1))
                : null;
        if (refusal != 0 || bytes == null) {
            if (refusal == 403) exchange.getResponseHeaders().set("X-Error-Code", "GatedRepo");
            exchange.sendResponseHeaders(refusal != 0 ? refusal : 404, -1);
            exchange.close();
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-Repo-Commit", COMMIT);
        if (tellsHash) {
            headers.set("X-Linked-Size", String.valueOf(bytes.length));
            headers.set("X-Linked-Etag", "\"" + Sha256.hex(bytes) + "\"");
        }
        headers.set("Location", storageUrl() + path.substring(path.indexOf('/', prefix.length()) + 1));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void bytes(HttpExchange exchange) throws IOException {
        heard("storage", exchange);
        String path = exchange.getRequestURI().getPath().substring(1);
        byte[] file = files.get(path);
        Fault fault = faults.getOrDefault(path, new ArrayDeque<>()).poll();
        if (file == null) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        String tag = "\"" + Sha256.hex(file).substring(0, 16) + "\"";
        if (fault == Fault.CHANGES) {
            file = file.clone();
            file[0] ^= 1;
            tag = "\"changed\"";
        }
        if (fault == Fault.WRONG_BYTES) {
            file = file.clone();
            file[file.length - 1] ^= 1;
        }
        if (fault == Fault.POINTER)
            file = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
                    .getBytes(StandardCharsets.UTF_8);
        int from = range(exchange, tag, file.length);
        if (fault == Fault.IGNORES_RANGE) from = 0;
        int status = switch (fault) {
            case TOO_MANY -> 429;
            case UNAVAILABLE -> 503;
            case NOT_SATISFIABLE -> 416;
            case null, default -> from > file.length ? 416 : from > 0 ? 206 : 200;
        };
        Headers headers = exchange.getResponseHeaders();
        headers.set("ETag", tag);
        if (status >= 400) {
            headers.set("Retry-After", "0");
            headers.set("Content-Range", "bytes */" + file.length);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        if (status == 206) {
            int begin = fault == Fault.WRONG_RANGE ? from - 1 : from;
            headers.set("Content-Range", "bytes " + begin + "-" + (file.length - 1) + "/" + file.length);
        }
        if (fault == Fault.CLOSES) throw new IOException("closed for the test");
        int length = file.length - from;
        int extra = fault == Fault.PROMISES_TOO_MUCH || fault == Fault.SENDS_TOO_MUCH ? 1000 : 0;
        exchange.sendResponseHeaders(status, length + extra == 0 ? -1 : length + extra);
        OutputStream out = exchange.getResponseBody();
        int stop = fault == Fault.BREAKS_OFF || fault == Fault.STALLS ? from + length / 2 : file.length;
        for (int at = from; at < stop;) {
            int n = Math.min(1 << 14, stop - at);
            out.write(file, at, n);
            out.flush();
            at += n;
            onSent.accept(sent.addAndGet(n));
        }
        if (fault == Fault.STALLS) await();
        if (fault == Fault.SENDS_TOO_MUCH) out.write(new byte[extra]);
        exchange.close();
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int range(HttpExchange exchange, String tag, int length) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        if (range == null || condition != null && !condition.equals(tag)) return 0;
        return (int) Math.min(length + 1L, Long.parseLong(range.replaceAll("\\D", "")));
    }

    @Override
    public void close() {
        closed.countDown();
        endpoint.stop(0);
        storage.stop(0);
        threads.close();
    }
}
