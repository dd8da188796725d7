// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Watches what the service cannot live without: its listener, the store's writer, those who look after workers and
 * webhooks. A service of which one of them has died answers health checks and does nothing, or nothing at all; it is
 * better gone, so that whoever started it starts it again. Nothing is lost: what was answered is on the disk.
 */
public final class Vitals implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Vitals.class.getName());

    private final List<Part> parts;
    private final Consumer<String> death;
    private final Duration look;
    private final Thread thread;
    private volatile boolean closed;

    /** A part by its name, and whether it lives. A part that was told to stop counts as alive. */
    public record Part(String name, BooleanSupplier alive) {}

    /**
     * @param look
     *            how often to look
     * @param death
     *            hears once of the first part that died
     */
    public Vitals(List<Part> parts, Duration look, Consumer<String> death) {
        this.parts = List.copyOf(parts);
        this.look = look;
        this.death = death;
        this.thread = Thread.ofPlatform().daemon().name("vitals").start(this::watch);
    }

    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(look);
                for (Part part : parts) {
                    if (!closed && !part.alive().getAsBoolean() && !closed) {
                        LOG.log(Level.ERROR, "{0} has died, and the service with it", part.name());
                        death.accept(part.name());
                        return;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            death.accept("the watch itself: " + e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
