// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and folders that only their owner may read, whatever the process's umask says. On file systems without POSIX
 * permissions they get what the folder above gives them.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /**
     * Makes a folder and those above it that are missing. One that exists already becomes private, those above stay.
     */
    public static Path folder(Path folder) throws IOException {
        boolean existed = Files.isDirectory(folder);
        Path made = Files.createDirectories(folder, attributes(folder, FOLDER));
        if (existed && posix(folder)) Files.setPosixFilePermissions(folder, FOLDER);
        return made;
    }

    /** Makes the folder that shall hold a file, unless there is one. */
    public static void folderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) folder(folder);
    }

    /** Makes an empty file unless there is one. */
    public static Path file(Path file) throws IOException {
        try {
            return Files.createFile(file, attributes(file, FILE));
        } catch (FileAlreadyExistsException _) {
            return file;
        }
    }

    /** A new empty file of an unused name. */
    public static Path temporary(Path folder, String prefix, String suffix) throws IOException {
        return Files.createTempFile(folder, prefix, suffix, attributes(folder, FILE));
    }

    private static FileAttribute<?>[] attributes(Path place, Set<PosixFilePermission> permissions) {
        return posix(place)
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
