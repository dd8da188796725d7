// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** The one hash of this program, of bytes and of files. */
public final class Sha256 {
    private static final int BUFFER = 1 << 20;

    private Sha256() {}

    /** A new digest; not thread-safe. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** In lower-case hexadecimal digits. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** Of a file's bytes, in lower-case hexadecimal digits. */
    public static String hex(Path file) throws IOException {
        return hex(file, _ -> {});
    }

    /**
     * As {@link #hex(Path)}, for files that take a while.
     *
     * @param read
     *            told the bytes read since the last call; may throw to stop
     */
    public static String hex(Path file, LongConsumer read) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest digest = digest();
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer.flip());
                buffer.clear();
                read.accept(n);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
