// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages over a worker's standard input and output, one JSON text a line, each begun with a record separator as in
 * RFC 7464. Native libraries write to standard output whenever they like; what stands before the separator is such
 * noise and is passed on as text. A message is one write of less than the 4,096 bytes that POSIX pipes keep together,
 * so noise cannot split it.
 *
 * <p>
 * Pipes rather than sockets: nothing to listen on, no address to guard, no path-length limit, and each side sees the
 * other's death at once as the end of the stream.
 */
final class Wire {
    private static final char SEPARATOR = '\u001e';
    private static final int MAX_TEXT = 600;
    private static final ObjectMapper JSON = JsonMapper.shared();

    private Wire() {}

    /** Writes one message; thread-safe per stream. */
    static void send(OutputStream out, Message message) throws IOException {
        byte[] line = (SEPARATOR + JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            out.write(line);
            out.flush();
        }
    }

    /** Text that surely fits into a message: a character takes at most six bytes, when it is escaped. */
    static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }

    static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * Reads on to the next message.
     *
     * @param noise
     *            hears text that is none
     * @return empty at the end of the stream
     */
    static Optional<Message> receive(BufferedReader in, Consumer<String> noise) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int start = line.lastIndexOf(SEPARATOR);
            String before = start < 0 ? line : line.substring(0, start);
            if (!before.isBlank()) noise.accept(before);
            if (start < 0) continue;
            try {
                return Optional.of(JSON.readValue(line.substring(start + 1), Message.class));
            } catch (JacksonException e) {
                noise.accept(line.substring(start + 1));
            }
        }
        return Optional.empty();
    }
}
