// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are whole or not there. */
final class Disk {
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

    /** Whether a small text stands where a large file should: what a checkout without Git LFS leaves. */
    static boolean isPointer(Path file) throws IOException {
        return Files.size(file) < 1024
                && new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .startsWith("version https://git-lfs.github.com/spec/");
    }
}
