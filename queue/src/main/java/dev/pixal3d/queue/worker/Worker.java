// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A started worker as its supervisor sees it. For one thread, but for {@link #memory}. */
interface Worker extends AutoCloseable {
    /** Tells it something; fails when it is dead. */
    void send(Message message) throws IOException;

    /** Its next message, waiting at most that long. */
    Optional<Message> receive(Duration timeout) throws InterruptedException;

    /** Whether nothing more will come: it is dead and all its messages were received. */
    boolean gone();

    /** How long it has said nothing. */
    Duration silence();

    /** What it last said of its memory; empty before it did. */
    Optional<WorkerMemory> memory();

    /** How it died, for people. */
    String causeOfDeath();

    /** Process number. */
    long pid();

    /** Kills it and frees what it holds. */
    @Override
    void close();

    /** Starts workers. */
    @FunctionalInterface
    interface Factory {
        /** Starts one, under a name that its messages and logs carry. */
        Worker start(String name) throws IOException;
    }
}
