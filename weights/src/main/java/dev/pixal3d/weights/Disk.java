// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Files that are whole or not there. */
final class Disk {
    private static final int BUFFER = 1 << 20;

    private Disk() {}

    /** Puts a finished file in place of another one: its bytes are on the disk before its name is. */
    static void publish(Path temporary, Path target) throws IOException {
        sync(temporary);
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        syncFolder(target.toAbsolutePath().resolveSibling(""));
    }

    static void replace(Path target, byte[] bytes) throws IOException {
        Files.createDirectories(target.toAbsolutePath().resolveSibling(""));
        Path temporary = target.resolveSibling(target.getFileName() + ".new");
        Files.write(temporary, bytes);
        publish(temporary, target);
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders; its file system keeps the order of renames by itself.
            return;
        }
    }

    /**
     * The SHA-256 of a file, in hex.
     *
     * @param read
     *            told the bytes read since the last call; may throw to stop
     */
    static String sha256(Path file, LongConsumer read) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer.flip());
                buffer.clear();
                read.accept(n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether a small text stands where a large file should: what a checkout without Git LFS leaves. */
    static boolean isPointer(Path file) throws IOException {
        return Files.size(file) < 1024 && new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                .startsWith("version https://git-lfs.github.com/spec/");
    }
}
