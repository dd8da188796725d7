// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.util.concurrent.CountDownLatch;

/** A program that stays until it is told to stop, and ends after it has stopped in order. */
final class Staying {
    /** The exit code of a program that ended itself, see {@code Vitals}; the JVM ends with 3 when memory is out. */
    private static final int DEAD = 70;

    private Staying() {}

    /** Waits for Ctrl-C or TERM, says so and closes; the process ends after that. */
    static void untilStopped(Console console, Runnable close) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopped.countDown();
            try {
                closed.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }, "drain"));
        stopped.await();
        console.say("pixal3d: draining");
        close.run();
        closed.countDown();
    }

    /**
     * Ends the process at once because a part of it died: what is left cannot be trusted to stop in order, and
     * everything that was answered is on the disk.
     */
    static void die(String part) { Runtime.getRuntime().halt(DEAD); }
}
