// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Removes expired files once a minute. They cannot be read from the moment they expire; this frees their space. */
public final class FileSweep implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FileSweep.class.getName());
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final FileStore files;
    private final Thread thread;
    private volatile boolean stopped;

    public FileSweep(FileStore files) {
        this.files = files;
        this.thread = Thread.ofVirtual().name("file-sweep").start(this::loop);
    }

    /** Whether the sweep goes on, or was told to stop. */
    public boolean alive() { return stopped || thread.isAlive(); }

    private void loop() {
        try {
            while (!stopped) {
                sweep();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            int gone = files.sweep();
            if (gone > 0) LOG.log(Level.INFO, "{0} expired files removed", gone);
        } catch (IOException | RuntimeException e) {
            if (!stopped) LOG.log(Level.ERROR, "the sweep of expired files failed and will be tried again", e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
