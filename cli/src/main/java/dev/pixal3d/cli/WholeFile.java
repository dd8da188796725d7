// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.queue.FullDisk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/**
 * Writes a file so that it is either there whole or not at all: beside its place first, then moved. What is no file, a
 * pipe or a device, is written to as it stands, and never replaced by one.
 */
final class WholeFile {
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

    private WholeFile() {}

    /** Fails where {@link #write} would, so that long work is not done in vain. Makes the folder. */
    static void prepare(Path path) {
        if (isOther(path)) return;
        try {
            Path half = half(place(path));
            Files.createFile(half);
            Files.delete(half);
        } catch (IOException e) {
            if (FullDisk.caused(e)) throw unwritable(path, e);
            throw Problem.usage("-o: no file can be written there (got " + path + "). Name another folder.")
                    .exception();
        }
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException _) {
            // as it should be
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    static void write(Path path, Content content) {
        produce(path, out -> {
            content.writeTo(out);
            return path;
        });
    }

    /**
     * As {@link #write}, with what the writing finds out.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when the file cannot be written
     */
    static <T> Destination.Written<T> produce(Path path, Producer<T> producer) {
        try {
            if (isOther(path)) return to(path, producer, StandardOpenOption.WRITE);
            Path place = place(path);
            Path half = half(place);
            half.toFile().deleteOnExit();
            try {
                Destination.Written<T> written = to(half, producer, StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
                move(half, place);
                return written;
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static boolean isOther(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            return false;
        }
    }

    private static <T> Destination.Written<T> to(Path path, Producer<T> producer, StandardOpenOption... options)
            throws IOException {
        try (OutputStream file = Files.newOutputStream(path, options);
                Destination.Counting out = new Destination.Counting(new BufferedOutputStream(file))) {
            T found = producer.writeTo(out);
            return new Destination.Written<>(found, out.bytes());
        }
    }

    /** Standard output that cannot be written: its disk is full, or whoever read it has ended. */
    static ProblemException unprintable(IOException e) {
        return unwritable("standard output", e, "What reads it has ended: see why.");
    }

    /** What cannot be written, and why in the system's words: a full disk for example. */
    private static ProblemException unwritable(Path path, IOException e) {
        return unwritable(path.toString(), e, "See that you may write there, or name another place.");
    }

    private static ProblemException unwritable(String where, IOException e, String remedy) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        boolean full = FullDisk.caused(e);
        Problem.Kind kind = full ? Problem.Kind.INSUFFICIENT_STORAGE : Problem.Kind.UNUSABLE_FILE;
        String wrong = "cannot be written (" + (reason == null ? e.getClass().getSimpleName() : reason) + "). "
                + (full ? "Free some room, or name another place." : remedy);
        return new ProblemException(new Problem.File(kind, where, wrong), e);
    }

    /** Where the bytes go: what a link leads to, so that the link stays one. */
    private static Path place(Path path) throws IOException {
        return Files.isSymbolicLink(path) && Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    }

    private static Path half(Path place) throws IOException {
        Path folder = place.getParent();
        if (folder == null) throw Problem.usage("-o: " + place + " is no file. Name a file.").exception();
        Files.createDirectories(folder);
        // not createTempFile, whose files only their owner may read; not with the name, which may be as long as allowed
        return folder.resolve(".pixal3d-" + UUID.randomUUID() + ".part");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
