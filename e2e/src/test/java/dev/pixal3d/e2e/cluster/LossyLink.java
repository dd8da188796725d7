// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A network between two programs that passes bytes on, late, never, or breaks off. */
final class LossyLink implements AutoCloseable {
    private static final int PIECE = 1 << 14;
    private static final long DELAY_NANOS = 30_000_000;
    private static final long LOOK_NANOS = 10_000_000;

    /** What the network does. */
    enum Weather {
        FINE,
        /** Each piece comes a little later. */
        SLOW,
        /** Nothing comes, and nobody is told. */
        BLACK_HOLE
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong calls = new AtomicLong();
    private volatile Weather weather = Weather.FINE;

    /** A link from a free port to one on this machine. */
    LossyLink(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() { return listener.getLocalPort(); }

    void weather(Weather now) { weather = now; }

    /** How many pieces were sent to the target: a call or more. */
    long calls() { return calls.get(); }

    /** Breaks off every connection, with whatever is on its way. */
    void drop() throws IOException {
        for (Socket socket : open) socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Thread.ofVirtual().start(() -> join(near));
            }
        } catch (IOException _) {
            // it was closed
        }
    }

    private void join(Socket near) {
        open.add(near);
        try (near; Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pass(far, near, new AtomicLong()));
            pass(near, far, calls);
            back.join();
            open.remove(far);
        } catch (IOException _) {
            // the other side is not there: near is closed, which says so
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(near);
        }
    }

    /** Until either side ends; then both do. */
    private void pass(Socket from, Socket to, AtomicLong pieces) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (weather == Weather.SLOW) LockSupport.parkNanos(DELAY_NANOS);
                while (weather == Weather.BLACK_HOLE && !to.isClosed()) LockSupport.parkNanos(LOOK_NANOS);
                out.write(piece, 0, length);
                pieces.incrementAndGet();
            }
        } catch (IOException _) {
            // broken off
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        drop();
    }
}
