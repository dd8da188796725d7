// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/** A stream that tells how many bytes it gave, each time it gives some; an exception from there ends the reading. */
final class CountedStream extends FilterInputStream {
    private final IntConsumer given;

    CountedStream(InputStream in, IntConsumer given) {
        super(in);
        this.given = given;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) given.accept(1);
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        if (n > 0) given.accept(n);
        return n;
    }
}
