// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.List;

/** Several blobs as one stream. One of them is open at a time, however many there are. Used by one thread. */
final class JoinedBlobs extends InputStream {
    private final Iterator<String> left;
    private final BlobStore blobs;
    private InputStream current = InputStream.nullInputStream();

    JoinedBlobs(BlobStore blobs, List<String> names) {
        this.blobs = blobs;
        this.left = List.copyOf(names).iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) return 0;
        int n = current.read(into, offset, length);
        while (n < 0 && left.hasNext()) {
            current.close();
            String next = left.next();
            current = InputStream.nullInputStream();
            current = blobs.open(next, 0).orElseThrow(() -> new NoSuchFileException(next));
            n = current.read(into, offset, length);
        }
        return n;
    }

    @Override
    public void close() throws IOException { current.close(); }
}
