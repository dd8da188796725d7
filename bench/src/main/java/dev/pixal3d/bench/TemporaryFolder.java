// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone with all that is in it when it is closed. */
record TemporaryFolder(Path path) implements AutoCloseable {
    /** In the system's place for such. */
    static TemporaryFolder of(String name) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(name));
    }

    /** In a place of the caller's. */
    static TemporaryFolder in(Path place, String name) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(place, name));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> left = Files.walk(path)) {
            for (Path one : left.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
        }
    }
}
