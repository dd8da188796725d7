// SPDX-License-Identifier: MIT
package dev.pixal3d.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image of a small made-up archive, read back from its file. */
class ContainerImageTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @BeforeEach
    void layOut() throws IOException {
        for (String file : List.of("bin/pixal3d", "lib/pixal3d.jar", "lib/pixal3d-core-1.jar", "lib/other.jar",
                "runtime/bin/java", "runtime/lib/jspawnhelper", "LICENSE", "NOTICE")) {
            Path path = folder.resolve("archive").resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
    }

    private Path made(String name, String platform) throws Exception {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("image.tar");
        new ContainerImage(folder.resolve("archive"), "1.2.3", platform, "scratch", TIME).write(file);
        return file;
    }

    /** The entries of a tar file with what is in them. */
    private static Map<String, byte[]> files(InputStream from, List<TarArchiveEntry> entries) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        TarArchiveInputStream tar = new TarArchiveInputStream(from);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            entries.add(entry);
            files.put(entry.getName(), tar.readAllBytes());
        }
        return files;
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    @Test
    void whatRunsAsWhomAndWhere() throws Exception {
        Map<String, byte[]> image = files(Files.newInputStream(made("one", "linux-x86_64")), new ArrayList<>());
        assertThat(text(image, "manifest.json")).contains("pixal3d:1.2.3\"");
        assertThat(text(image, "config.json")).contains("\"Entrypoint\":[\"/opt/pixal3d/bin/pixal3d\"]",
                "\"Cmd\":[\"serve\",\"--host\",\"0.0.0.0\"]", "\"User\":\"1000:1000\"", "\"/data\":{}",
                "\"/weights\":{}", "PIXAL3D_DATA=/data", "PIXAL3D_WEIGHTS=/weights", "\"8000/tcp\":{}",
                "\"created\":\"2026-01-01T00:00:00Z\"");
    }

    @Test
    void programsMayRunVolumesMayBeWrittenAndTheRestIsReadOnly() throws Exception {
        Map<String, byte[]> image = files(Files.newInputStream(made("one", "linux-x86_64")), new ArrayList<>());
        Map<String, String> seen = new TreeMap<>();
        for (Map.Entry<String, byte[]> layer : image.entrySet()) {
            if (!layer.getKey().endsWith(".tar.gz")) continue;
            List<TarArchiveEntry> entries = new ArrayList<>();
            files(new GZIPInputStream(new ByteArrayInputStream(layer.getValue())), entries);
            entries.forEach(e -> seen.put("/" + e.getName(), "%o %d".formatted(e.getMode() & 0777, e.getLongUserId())));
        }
        assertThat(seen).containsEntry("/opt/pixal3d/bin/pixal3d", "755 0")
                .containsEntry("/opt/pixal3d/runtime/bin/java", "755 0")
                .containsEntry("/opt/pixal3d/runtime/lib/jspawnhelper", "755 0")
                .containsEntry("/opt/pixal3d/lib/other.jar", "644 0").containsEntry("/opt/pixal3d/NOTICE", "644 0")
                .containsEntry("/opt/pixal3d/LICENSE", "644 0").containsEntry("/data/", "750 1000")
                .containsEntry("/weights/", "750 1000");
    }

    @Test
    void theSameInputGivesTheSameBytesAndGpusAnotherName() throws Exception {
        assertThat(made("one", "linux-x86_64")).hasSameBinaryContentAs(made("two", "linux-x86_64"));
        Map<String, byte[]> image = files(Files.newInputStream(made("gpu", "linux-x86_64-gpu")), new ArrayList<>());
        assertThat(text(image, "manifest.json")).contains("pixal3d:1.2.3-gpu\"");
    }
}
