// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.util.Optional;

/**
 * The way out of a connection: notes since when a write has been waiting for a caller that does not read, so that
 * {@link Connections} can end it, and makes answers fit for HTTP/1.0.
 */
final class PumpedWriter implements DataWriter {
    private final DataWriter out;
    private final ConnectionPump pump;
    private Optional<OldAnswer> translation = Optional.empty();
    private volatile long writingSince;

    PumpedWriter(DataWriter out, ConnectionPump pump) {
        this.out = out;
        this.pump = pump;
    }

    /** When the write under way began, by {@link System#nanoTime}; 0 when there is none. */
    long writingSince() {
        return writingSince;
    }

    @Override
    public void write(BufferData... buffers) { for (BufferData buffer : buffers) write(buffer); }

    @Override
    public void writeNow(BufferData... buffers) { for (BufferData buffer : buffers) writeNow(buffer); }

    @Override
    public void write(BufferData buffer) { send(buffer, false); }

    @Override
    public void writeNow(BufferData buffer) { send(buffer, true); }

    private void send(BufferData buffer, boolean now) {
        writingSince = Math.max(1, System.nanoTime());
        try {
            BufferData bytes = pump.old() ? translated(buffer) : buffer;
            if (bytes.available() == 0) return;
            if (now) out.writeNow(bytes);
            else out.write(bytes);
        } finally {
            writingSince = 0;
        }
    }

    private BufferData translated(BufferData buffer) {
        if (translation.isEmpty()) translation = Optional.of(new OldAnswer());
        return BufferData.create(translation.get().translated(buffer.readBytes()));
    }

    @Override
    public void flush() { out.flush(); }

    @Override
    public void close() { out.close(); }
}
