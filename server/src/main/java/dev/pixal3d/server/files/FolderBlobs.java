// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.Channels;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Blobs as files below one folder. A blob is written and synced under a temporary name, then moved into place, so that
 * a crash never shows half of it.
 */
final class FolderBlobs implements BlobStore {
    private final Path folder;
    private final Path drafts;

    FolderBlobs(Path folder) throws IOException {
        this.folder = PrivateFiles.folder(folder);
        this.drafts = PrivateFiles.folder(folder.resolve("tmp"));
    }

    private Path path(String name) {
        if (!NAME.matcher(name).matches() || name.startsWith("tmp/")) {
            throw new IllegalArgumentException("files: not the name of a blob (got " + name + ").");
        }
        return folder.resolve(name);
    }

    @Override
    public long put(String name, InputStream bytes) throws IOException {
        Path target = path(name);
        Path draft = PrivateFiles.temporary(drafts, "put", "");
        try {
            long size;
            try (OutputStream out = Files.newOutputStream(draft)) {
                size = bytes.transferTo(out);
            }
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            move(draft, target);
            return size;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A folder that a deletion emptied may go between its making and the move. */
    private static void move(Path draft, Path target) throws IOException {
        for (int left = 100;; left--) {
            try {
                PrivateFiles.folderOf(target);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                if (left == 0 || !Files.exists(draft)) throw e;
            }
        }
    }

    @Override
    public Optional<InputStream> open(String name, long from) throws IOException {
        try {
            SeekableByteChannel channel = Files.newByteChannel(path(name));
            channel.position(from);
            return Optional.of(Channels.newInputStream(channel));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong size(String name) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(name)));
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public Optional<URI> link(String name, String contentType, String disposition) { return Optional.empty(); }

    @Override
    public void delete(String name) throws IOException {
        Path file = path(name);
        boolean gone = Files.deleteIfExists(file);
        Path above = file.getParent();
        if (gone && above != null && !above.equals(folder)) {
            try {
                Files.deleteIfExists(above);
            } catch (DirectoryNotEmptyException _) {
                // others are left in it
            }
        }
    }

    @Override
    public List<String> olderThan(Instant time, String prefix, int limit) throws IOException {
        List<String> names = new ArrayList<>();
        int slash = prefix.lastIndexOf('/');
        Path from = slash < 0 ? folder : path(prefix.substring(0, slash));
        if (!Files.isDirectory(from)) return names;
        visit(from, (file, stored) -> {
            String name = folder.relativize(file).toString().replace('\\', '/');
            boolean meant = name.startsWith(prefix) && !name.startsWith("tmp/") && stored.isBefore(time);
            if (meant) names.add(name);
            return names.size() < limit;
        });
        return names;
    }

    @Override
    public void tidy(Instant time) throws IOException {
        visit(drafts, (file, stored) -> {
            if (stored.isBefore(time)) Files.deleteIfExists(file);
            return true;
        });
    }

    /** What to do with a file and its time; false ends the walk. */
    private interface Visit {
        boolean file(Path file, Instant stored) throws IOException;
    }

    private static void visit(Path from, Visit visit) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                boolean on = visit.file(file, facts.lastModifiedTime().toInstant());
                return on ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) { return FileVisitResult.CONTINUE; }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public long space() throws IOException {
        // Not by the file store, which has no name in a chroot; a disk of no size is one that does not tell.
        if (folder.toFile().getTotalSpace() == 0) throw new IOException(folder + ": the size of its disk is not known");
        return folder.toFile().getUsableSpace();
    }

    @Override
    public void close() {}
}
