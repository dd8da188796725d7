// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What hosts of pictures and receivers of webhooks can do to a server that calls them. */
final class PeerAttacks {
    private PeerAttacks() {}

    /** What a peer does with a connection. */
    interface Peer {
        void serve(Socket socket) throws IOException;
    }

    static void serve(ServerSocket listener, Peer peer) {
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

    static String drippingReceivers(AttackTarget target) throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        try (ServerSocket dripping = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
                ServerSocket good = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            serve(dripping, PeerAttacks::drip);
            serve(good, socket -> {
                came.countDown();
                AttackTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
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
        target.call("POST", AttackTarget.QUEUE + "?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8), "{}")
                .expect(200);
    }

    /** The only worker is free again after the time that a picture may take. */
    static String drippingPicture(AttackTarget target) throws IOException {
        try (ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            serve(dripping, socket -> {
                AttackTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n");
                drip(socket);
            });
            long start = System.nanoTime();
            String input = "{\"image_url\":\"http://127.0.0.1:%d/a.png\"}".formatted(dripping.getLocalPort());
            String end = target.ended(target.call("POST", AttackTarget.QUEUE, input), 90);
            if (!end.equals("file_download_error")) throw new IOException("it ended as '" + end + "'");
            return String.format(Locale.ROOT, "refused after %.0f s, worker free", (System.nanoTime() - start) / 1e9);
        }
    }
}
