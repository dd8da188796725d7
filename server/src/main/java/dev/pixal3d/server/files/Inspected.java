// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.core.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** A stream that remembers its hash and its first bytes. */
final class Inspected extends FilterInputStream {
    private static final int HEAD = 512;

    private final MessageDigest digest = Sha256.digest();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    Inspected(InputStream in) { super(in); }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        if (n > 0) {
            digest.update(into, offset, n);
            head.write(into, offset, Math.min(n, Math.max(0, HEAD - head.size())));
        }
        return n;
    }

    byte[] head() { return head.toByteArray(); }

    /** The hash of all that was read; once. */
    byte[] digest() { return digest.digest(); }
}
