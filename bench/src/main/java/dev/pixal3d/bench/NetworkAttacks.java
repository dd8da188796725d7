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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** What a caller can do to a server with connections and bodies. */
final class NetworkAttacks {
    private static final int MIB = 1 << 20;

    private NetworkAttacks() {}

    static String idle(AttackTarget target, int count, String start) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        double slowest = 0;
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = target.connect();
                sockets.add(socket);
                try {
                    AttackTarget.write(socket, start);
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

    static String hugeChunk(AttackTarget target) throws IOException {
        try (Socket socket = target.connect()) {
            AttackTarget.write(socket, "POST " + AttackTarget.QUEUE
                    + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n");
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

    static String bodies(AttackTarget target, int count, String item) throws Exception {
        byte[] body = ("{\"a\":[" + item.repeat((32 * MIB - 100) / item.length()) + "0]}")
                .getBytes(StandardCharsets.US_ASCII);
        List<Integer> statuses = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                int status;
                try {
                    status = target.call("POST", AttackTarget.QUEUE, body).status();
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

    static String stuckBodies(AttackTarget target) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 24; i++) {
                Socket socket = target.connect();
                sockets.add(socket);
                AttackTarget.write(socket,
                        target.head("POST", AttackTarget.QUEUE, "Content-Length: " + 31 * MIB + "\r\n"));
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

    static String levels(AttackTarget target) throws IOException {
        return target.call("POST", AttackTarget.QUEUE, "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")
                .expect(400);
    }

    static String parts(AttackTarget target) throws Exception {
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
            target.call("POST", complete,
                    "{\"parts\":[" + list + ",{\"partNumber\":4501,\"etag\":\"" + "0".repeat(32) + "\"}]}")
                    .expect(400);
        }
        target.call("POST", complete, "{\"parts\":[" + list + "]}").expect(200);
        return "joined, and refused five times before";
    }

    static String slowReaders(AttackTarget target) throws IOException {
        Answer ticket = target.call("POST", "/rest/storage/upload/initiate", "{\"file_name\":\"a\"}");
        target.call("PUT", ticket.member("upload_url"), new byte[40 * MIB]).expect(200);
        String path = AttackTarget.path(ticket.member("file_url"));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = target.connect();
                sockets.add(socket);
                AttackTarget.write(socket, target.head("GET", path, ""));
            }
            return "others answered in %.0f ms".formatted(target.health());
        } finally {
            for (Socket socket : sockets) socket.close();
        }
    }

    static String garbage(AttackTarget target) throws IOException {
        Random random = new Random(17);
        int answered = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            try (Socket socket = target.connect()) {
                socket.getOutputStream().write(bytes);
                AttackTarget.write(socket, "\r\n\r\n");
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

    /** Ways to write addresses inside, as a webhook's receiver and as a picture's host. */
    static String inside(AttackTarget target) throws IOException {
        AtomicInteger hits = new AtomicInteger();
        List<String> hosts = new ArrayList<>(List.of("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001",
                "017700000001", "0x7f.1", "0177.0.0.1", "127.0.0.1.", "%31%32%37.0.0.1", "0X7F.0.0.1", "0x7f.0x0.0x1",
                "0177.0.1", "127.0.0x1", "00000177.1", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020.1",
                "\u2460\u2461\u2466.0.0.1", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3", "localhost",
                "LOCALHOST", "localhost.", "a.localhost", "l%6fcalhost", "0", "0.0.0.0", "0.0", "0x0", "[::]", "[::1]",
                "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
                "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]",
                "[fd00:ec2::254]",
                "[ff02::1]", "u:p@127.0.0.1", "example.com@127.0.0.1", "example.com:80@127.0.0.1", "169.254.169.254",
                "2852039166", "0xa9fea9fe", "169.254.170.2", "100.100.100.200", "10.0.0.1", "172.16.0.1",
                "172.31.255.254",
                "192.168.0.1", "100.64.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
                "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16"));
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PeerAttacks.serve(listener, _ -> hits.incrementAndGet());
            for (String host : hosts) {
                String url = "http://" + host + ":" + listener.getLocalPort() + "/a.png";
                target.call("POST",
                        AttackTarget.QUEUE + "?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8), "{}")
                        .expect(400);
                target.call("POST", "/run/fal-ai/pixal3d", "{\"image_url\":\"" + url + "\"}").expect(422);
            }
        }
        if (hits.get() > 0) throw new IOException(hits + " connections came");
        return hosts.size() + " refused as webhook and as picture";
    }

    static String old(AttackTarget target) throws IOException {
        try (Socket socket = target.connect()) {
            AttackTarget.write(socket, "GET /health/live HTTP/1.0\r\n\r\n");
            Answer answer = AttackTarget.read(socket);
            if (answer.head().contains("chunked")) throw new IOException("chunked");
            return answer.expect(200);
        }
    }
}
