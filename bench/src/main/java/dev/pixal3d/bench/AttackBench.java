// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.bench.AttackTarget.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Attacks on a server that this starts, on loopback only, bounded in time and number: what holds handles, memory,
 * threads or the only worker, what leads inside, what is no HTTP. After each attack the server must answer others. It
 * has 1 GB of heap and {@value AttackTarget#HANDLES} handles. Ends with 1 when something fell. Argument: a directory for
 * the server's data (default: the current one), then words of which an attack's name must have one (default: all).
 */
public final class AttackBench {
    private static final String QUEUE = "/queue/fal-ai/pixal3d";
    private static final int MIB = 1 << 20;

    private final MarkdownTable table = MarkdownTable.live("Attacks");
    private boolean fell;

    private final List<String> only;

    private AttackBench(List<String> only) { this.only = only; }

    /** One attack; what it saw, in a few words, or an exception that says what fell. */
    private interface Attack {
        String on(AttackTarget target) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(arguments.length == 0 ? "." : arguments[0]), "attack-bench");
        AttackBench bench = new AttackBench(
                List.of(arguments).subList(Math.min(1, arguments.length), arguments.length));
        try {
            bench.strict(directory.resolve("strict"));
            bench.open(directory.resolve("open"));
        } finally {
            try (Stream<Path> left = Files.walk(directory)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
            }
        }
        System.exit(bench.fell ? 1 : 0);
    }

    /** As it is served by default. */
    private void strict(Path data) throws IOException {
        try (AttackTarget target = new AttackTarget(data)) {
            run("8,000 idle connections, no key", target, t -> idle(t, 8000, ""));
            run("8,000 half requests, no key", target, t -> idle(t, 8000, "GET / HTTP/1.1\r\nHost"));
            run("a chunk of 2 GiB, no key", target, AttackBench::hugeChunk);
            run("6 bodies of 32 MB of [[],[],...", target, t -> bodies(t, 6, "[],"));
            run("24 bodies of 31 MB that stop", target, AttackBench::stuckBodies);
            run("JSON of 100,000 levels", target, t -> expect(400, t.call("POST", QUEUE,
                    "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")));
            run("4,500 parts of one byte", target, AttackBench::parts);
            run("300 readers that do not read", target, AttackBench::slowReaders);
            run("5,000 requests of random bytes", target, AttackBench::garbage);
            run("ways to say 127.0.0.1 as a webhook", target, AttackBench::inside);
            run("HTTP/1.0", target, AttackBench::old);
        }
    }

    /** With private addresses allowed, so that peers on this machine can be called. */
    private void open(Path data) throws IOException {
        try (AttackTarget target = new AttackTarget(data, "--allow-private-urls")) {
            run("300 webhooks to receivers that drip", target, AttackBench::drippingReceivers);
            run("a picture host that drips", target, AttackBench::drippingPicture);
        }
    }

    private void run(String name, AttackTarget target, Attack attack) {
        if (!only.isEmpty() && only.stream().noneMatch(name::contains)) return;
        long start = System.nanoTime();
        String saw;
        boolean held = false;
        String health = "none";
        try {
            saw = attack.on(target);
            held = true;
        } catch (Exception e) {
            saw = "FELL: " + e;
        }
        try {
            health = "%.0f ms".formatted(target.health());
        } catch (IOException e) {
            held = false;
            saw += "; afterwards: " + e.getMessage() + (target.alive() ? "" : ", the process is gone");
        }
        fell |= !held;
        table.add(new MarkdownTable.Row().with("attack", name).with("held", held ? "yes" : "NO").with("seen", saw)
                .with("health afterwards", health)
                .with("seconds", "%.1f".formatted((System.nanoTime() - start) / 1e9)));
    }

    private static String expect(int status, Answer answer) throws IOException {
        if (answer.status() != status) throw new IOException("answered " + answer.status() + ", not " + status);
        return "answered " + status;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String idle(AttackTarget target, int count, String start) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        double slowest = 0;
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = target.connect();
                sockets.add(socket);
                try {
                    write(socket, start);
                } catch (SocketException _) {
                    // made room for others already
                }
                if (i % 500 == 499) slowest = Math.max(slowest, target.health());
            }
            return "others answered within %.0f ms".formatted(slowest);
        } finally {
            for (Socket socket : sockets) socket.close();
        }
    }

    private static String hugeChunk(AttackTarget target) throws IOException {
        try (Socket socket = target.connect()) {
            write(socket, "POST " + QUEUE + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n");
            byte[] piece = new byte[MIB];
            int sent = 0;
            try {
                while (sent < 2047) {
                    socket.getOutputStream().write(piece);
                    sent++;
                }
            } catch (SocketException _) {
                return "closed after %d MiB".formatted(sent);
            }
            throw new IOException("all of it was taken");
        }
    }

    private static String bodies(AttackTarget target, int count, String item) throws Exception {
        byte[] body = ("{\"a\":[" + item.repeat((32 * MIB - 100) / item.length()) + "0]}")
                .getBytes(StandardCharsets.US_ASCII);
        List<Integer> statuses = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                int status;
                try {
                    status = target.call("POST", QUEUE, body).status();
                } catch (IOException _) {
                    status = 0; // closed while sending: refused before it was read
                }
                synchronized (statuses) {
                    statuses.add(status);
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        if (statuses.contains(200)) throw new IOException("one was accepted");
        return "answered " + statuses;
    }

    private static String stuckBodies(AttackTarget target) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 24; i++) {
                Socket socket = target.connect();
                sockets.add(socket);
                write(socket, target.head("POST", QUEUE, "Content-Length: " + 31 * MIB + "\r\n"));
                OutputStream out = socket.getOutputStream();
                try {
                    for (int k = 0; k < 30; k++) out.write(new byte[MIB]);
                } catch (SocketException _) {
                    // refused: over the budget
                }
            }
            return "others answered in %.0f ms".formatted(target.health());
        } finally {
            for (Socket socket : sockets) socket.close();
        }
    }

    private static String parts(AttackTarget target) throws Exception {
        Answer ticket = target.call("POST", "/rest/storage/upload/initiate-multipart", "{\"file_name\":\"a\"}");
        String[] upload = ticket.member("upload_url").split("\\?");
        String[] etags = new String[4500];
        try (ExecutorService many = Executors.newFixedThreadPool(16)) {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < etags.length; i++) {
                int at = i;
                puts.add(many.submit(() -> etags[at] = target
                        .call("PUT", upload[0] + "/" + (at + 1) + "?" + upload[1], "x").member("etag")));
            }
            for (Future<?> put : puts) put.get();
        }
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < etags.length; i++) {
            list.append(i == 0 ? "" : ",").append("{\"partNumber\":%d,\"etag\":\"%s\"}".formatted(i + 1, etags[i]));
        }
        String complete = upload[0] + "/complete?" + upload[1];
        for (int i = 0; i < 5; i++) {
            expect(400, target.call("POST", complete,
                    "{\"parts\":[" + list + ",{\"partNumber\":4501,\"etag\":\"" + "0".repeat(32) + "\"}]}"));
        }
        expect(200, target.call("POST", complete, "{\"parts\":[" + list + "]}"));
        return "joined, and refused five times before";
    }

    private static String slowReaders(AttackTarget target) throws IOException {
        Answer ticket = target.call("POST", "/rest/storage/upload/initiate", "{\"file_name\":\"a\"}");
        expect(200, target.call("PUT", ticket.member("upload_url"), new byte[40 * MIB]));
        String path = ticket.member("file_url").replaceFirst("^http://[^/]*", "");
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = target.connect();
                sockets.add(socket);
                write(socket, target.head("GET", path, ""));
            }
            return "others answered in %.0f ms".formatted(target.health());
        } finally {
            for (Socket socket : sockets) socket.close();
        }
    }

    private static String garbage(AttackTarget target) throws IOException {
        Random random = new Random(17);
        int answered = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            try (Socket socket = target.connect()) {
                socket.getOutputStream().write(bytes);
                write(socket, "\r\n\r\n");
                socket.shutdownOutput();
                int status = AttackTarget.read(socket).status();
                if (status / 100 != 4) throw new IllegalStateException("answered " + status);
                answered++;
            } catch (IOException _) {
                // closed without an answer, which is one
            }
        }
        return answered + " refused, the others closed";
    }

    private static String inside(AttackTarget target) throws IOException {
        AtomicInteger hits = new AtomicInteger();
        List<String> hosts = List.of("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "017700000001",
                "0x7f.1", "0177.0.0.1", "127.0.0.1.", "%31%32%37.0.0.1", "\uff11\uff12\uff17.0.0.1",
                "127\u30020\u30020.1",
                "localhost", "LOCALHOST", "localhost.", "a.localhost", "0", "0.0.0.0", "[::]", "[::1]",
                "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
                "u:p@127.0.0.1", "example.com@127.0.0.1", "169.254.169.254", "10.0.0.1", "168.63.129.16");
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            serve(listener, _ -> hits.incrementAndGet());
            for (String host : hosts) {
                String url = "http://" + host + ":" + listener.getLocalPort() + "/";
                expect(400, target.call("POST",
                        QUEUE + "?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8), "{}"));
            }
        }
        if (hits.get() > 0) throw new IOException(hits + " connections came");
        return hosts.size() + " refused at submit";
    }

    private static String old(AttackTarget target) throws IOException {
        try (Socket socket = target.connect()) {
            write(socket, "GET /health/live HTTP/1.0\r\n\r\n");
            Answer answer = AttackTarget.read(socket);
            if (answer.head().contains("chunked")) throw new IOException("chunked");
            return expect(200, answer);
        }
    }

    /** What a peer does with a connection. */
    private interface Peer {
        void serve(Socket socket) throws IOException;
    }

    private static void serve(ServerSocket listener, Peer peer) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            peer.serve(socket);
                        } catch (IOException _) {
                            Thread.currentThread().interrupt();
                        }
                    });
                }
            } catch (IOException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void drip(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write('x');
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static String drippingReceivers(AttackTarget target) throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        try (ServerSocket dripping = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
                ServerSocket good = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            serve(dripping, AttackBench::drip);
            serve(good, socket -> {
                came.countDown();
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            });
            for (int i = 0; i < 300; i++) hook(target, dripping);
            long start = System.nanoTime();
            hook(target, good);
            if (!came.await(30, TimeUnit.SECONDS)) throw new IOException("the good one did not come");
            return "the good one came after %.1f s".formatted((System.nanoTime() - start) / 1e9);
        }
    }

    private static void hook(AttackTarget target, ServerSocket receiver) throws IOException {
        String url = "http://127.0.0.1:" + receiver.getLocalPort() + "/";
        expect(200,
                target.call("POST", QUEUE + "?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8), "{}"));
    }

    /** The only worker is free again after the time that a picture may take. */
    private static String drippingPicture(AttackTarget target) throws IOException {
        try (ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            serve(dripping, socket -> {
                write(socket, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n");
                drip(socket);
            });
            long start = System.nanoTime();
            String input = "{\"image_url\":\"http://127.0.0.1:%d/a.png\"}".formatted(dripping.getLocalPort());
            Answer submitted = target.call("POST", QUEUE, input);
            expect(200, submitted);
            while (true) {
                Answer status = target.call("GET", submitted.member("status_url"), "");
                double seconds = (System.nanoTime() - start) / 1e9;
                if (status.member("status").equals("COMPLETED")) {
                    return String.format(Locale.ROOT, "refused after %.0f s, worker free", seconds);
                }
                if (seconds > 90) throw new IOException("the worker is still held");
                LockSupport.parkNanos(500_000_000);
            }
        }
    }
}
