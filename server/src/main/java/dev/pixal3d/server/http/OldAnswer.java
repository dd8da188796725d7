// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Makes an answer fit for a client of HTTP/1.0, which knows no chunks: they are taken apart, and the end of the
 * connection is the end of the body. Used by one thread, for one answer.
 */
final class OldAnswer {
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked");
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    private final ChunkReader chunks = new ChunkReader();
    private int matched;
    private boolean chunked;

    /** What to send of the next bytes of the answer; may be nothing. */
    byte[] translated(byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length);
        int at = 0;
        while (at < piece.length && matched < END.length) step(piece[at++], out);
        if (!chunked) out.write(piece, at, piece.length - at);
        else if (at < piece.length) chunks.read(piece, at, piece.length - at, out::write);
        return out.toByteArray();
    }

    private void step(byte b, ByteArrayOutputStream out) {
        head.write(b);
        matched = b == END[matched] ? matched + 1 : b == END[0] ? 1 : 0;
        if (matched < END.length) return;
        String text = head.toString(StandardCharsets.ISO_8859_1);
        chunked = CHUNKED.matcher(text).find();
        out.writeBytes(CHUNKED.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1));
    }
}
