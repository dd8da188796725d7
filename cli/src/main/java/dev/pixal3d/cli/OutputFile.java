// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file so that it is either there whole or not at all: beside its place first, then moved. */
final class OutputFile {
    /** Writes the content to a stream. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes the content to a stream and tells something about it. */
    @FunctionalInterface
    interface Producer<T> {
        T writeTo(OutputStream out) throws IOException;
    }

    private OutputFile() {}

    /** Fails where {@link #write} would, so that long work is not done in vain. Makes the folder. */
    static void prepare(Path path) {
        try {
            Path half = half(path);
            Files.createFile(half);
            Files.delete(half);
        } catch (IOException _) {
            throw Problem.usage("-o: no file can be written there (got " + path + "). Name another folder.")
                    .exception();
        }
    }

    static void write(Path path, Content content) throws IOException {
        produce(path, out -> {
            content.writeTo(out);
            return path;
        });
    }

    /** As {@link #write}, with what the writing finds out. */
    static <T> T produce(Path path, Producer<T> producer) throws IOException {
        Path target = path.toAbsolutePath();
        Path half = half(path);
        half.toFile().deleteOnExit();
        try {
            try (OutputStream out = Files.newOutputStream(half, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                T found = producer.writeTo(out);
                out.close();
                move(half, target);
                return found;
            }
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static Path half(Path path) throws IOException {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) throw Problem.usage("-o: " + path + " is no file. Name a file.").exception();
        Files.createDirectories(folder);
        // Not createTempFile, whose files only their owner may read.
        return folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
