// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Some of a file's bytes as a stream. Used by one thread. */
final class FileSlice extends FilterInputStream {
    private long left;

    private FileSlice(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    /**
     * @throws UncheckedIOException
     *             when the file cannot be read
     */
    static InputStream open(Path file, long from, long length) {
        try {
            SeekableByteChannel channel = Files.newByteChannel(file);
            channel.position(from);
            return new FileSlice(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        if (left == 0) return -1;
        int value = super.read();
        if (value >= 0) left--;
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0 && length > 0) return -1;
        int n = super.read(into, offset, (int) Math.min(length, left));
        if (n > 0) left -= n;
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(Math.min(n, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException { return (int) Math.min(super.available(), left); }

    @Override
    public boolean markSupported() { return false; }
}
