// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** Several files as one stream. One of them is open at a time, however many there are. Used by one thread. */
final class JoinedFiles extends InputStream {
    private final Iterator<Path> left;
    private InputStream current = InputStream.nullInputStream();

    JoinedFiles(List<Path> files) { this.left = List.copyOf(files).iterator(); }

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
            current = Files.newInputStream(left.next());
            n = current.read(into, offset, length);
        }
        return n;
    }

    @Override
    public void close() throws IOException { current.close(); }
}
