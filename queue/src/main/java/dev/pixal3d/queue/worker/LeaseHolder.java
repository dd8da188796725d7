// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Who holds the requests that a supervisor runs: a name that no other process has, ever, on whatever machine. It is
 * kept in the supervisor's locked file, so that the next process there knows what to take back.
 */
final class LeaseHolder {
    private static final int LONGEST = 300;

    private LeaseHolder() {}

    /** A name that nobody had before. */
    static String fresh(String base) {
        return base + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** The name of the process that had the file before; empty text when there was none. */
    static String read(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        file.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** Keeps a name, durably, before anything is done under it. */
    static void write(FileChannel file, String name) throws IOException {
        file.truncate(0);
        file.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), 0);
        file.force(true);
    }
}
