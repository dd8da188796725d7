// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.queue.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the driver unpacks its native library: in a folder of this process beside the database instead of the system's
 * temporary folder, where every killed process would leave one for good. What dead processes left goes at the next
 * start.
 */
final class DriverLibrary {
    /** The driver's own setting; it is read once, when the library is loaded. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private DriverLibrary() {}

    static void unpackBeside(Path file) throws IOException {
        if (System.getProperty(FOLDER) != null) return;
        Path all = PrivateFiles.folder(file.toAbsolutePath().resolveSibling("native"));
        try (Stream<Path> folders = Files.list(all)) {
            for (Path folder : folders.filter(DriverLibrary::isDead).toList()) delete(folder);
        }
        Path own = PrivateFiles.folder(all.resolve(Long.toString(ProcessHandle.current().pid())));
        System.setProperty(FOLDER, own.toString());
    }

    private static boolean isDead(Path folder) {
        String pid = folder.getFileName().toString();
        boolean alive = !pid.matches("\\d{1,18}")
                || ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
        return !alive || pid.equals(Long.toString(ProcessHandle.current().pid()));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : inside) Files.deleteIfExists(path);
        }
    }
}
