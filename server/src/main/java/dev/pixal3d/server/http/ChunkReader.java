// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

/**
 * Takes a chunked body (RFC 9112, section 7.1) apart as its bytes come, in pieces of any size, and holds none of them.
 * Used by one thread.
 */
final class ChunkReader {
    private static final int MAX_LINE = 4096;

    /** What the framing says; the arrays are those that came in. */
    interface Sink {
        void data(byte[] bytes, int offset, int length);
    }

    private enum Place {
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER,
        DONE,
        BROKEN
    }

    private Place place = Place.SIZE;
    private long size;
    private int digits;
    private int line;

    /** Whether the last chunk and the trailer have come. */
    boolean done() { return place == Place.DONE; }

    /** Whether the bytes break the rules; nothing more is read then. */
    boolean broken() {
        return place == Place.BROKEN;
    }

    /** Reads on and returns how many bytes belong to the body: fewer than came when it ended. */
    int read(byte[] bytes, int offset, int length, Sink sink) {
        int at = offset;
        int end = offset + length;
        while (at < end && place != Place.DONE && place != Place.BROKEN) {
            if (place == Place.DATA) {
                int n = (int) Math.min(size, end - at);
                sink.data(bytes, at, n);
                at += n;
                size -= n;
                if (size == 0) next(Place.DATA_END);
            } else {
                step(bytes[at++]);
            }
        }
        return at - offset;
    }

    private void next(Place other) {
        place = other;
        line = 0;
    }

    private void step(byte b) {
        if (++line > MAX_LINE) {
            place = Place.BROKEN;
            return;
        }
        switch (place) {
            case SIZE -> size(b);
            case EXTENSION -> { if (b == '\n') begin(); }
            case DATA_END -> {
                if (b == '\n') next(Place.SIZE);
                else if (b != '\r') place = Place.BROKEN;
            }
            case TRAILER -> {
                if (b == '\n') {
                    if (line <= 2) place = Place.DONE;
                    else line = 0;
                } else if (b != '\r' && line == 1) { line = 2; }
            }
            default -> throw new IllegalStateException(place.toString());
        }
    }

    private void size(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && digits < 15) {
            size = size << 4 | digit;
            digits++;
        } else if (digits == 0 || digit >= 0) {
            place = Place.BROKEN;
        } else if (b == '\n') {
            begin();
        } else if (b == '\r' || b == ';' || b == ' ' || b == '\t') {
            place = Place.EXTENSION;
        } else {
            place = Place.BROKEN;
        }
    }

    private void begin() {
        digits = 0;
        next(size == 0 ? Place.TRAILER : Place.DATA);
    }
}
