// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed with an open store. */
class DriverLibraryTest {
    @TempDir
    private Path directory;

    /** Opens the store and dies as a killed process does. */
    public static void main(String[] arguments) {
        try (Store store = SqliteStore.open(Path.of(arguments[0]))) {
            store.keys().list();
            Runtime.getRuntime().halt(9);
        }
    }

    @Test
    void killedProcessesLeaveNoLibrariesInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        for (int i = 0; i < 3; i++) {
            List<String> command = new ArrayList<>(TestRunner.java("-Xmx64m", DriverLibraryTest.class));
            command.add(1, "-Djava.io.tmpdir=" + temporary);
            command.add(directory.resolve("store.db").toString());
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isEqualTo(9);
        }
        assertThat(names(temporary)).isEmpty();
        assertThat(names(directory.resolve("native"))).as("the last one's, until the next start").hasSize(1);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).filter(name -> !name.startsWith("hsperf")).toList();
        }
    }
}
