// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.StoreRows;
import dev.pixal3d.server.http.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes all that a service knows into one zip file: {@code rows.jsonl}, a line for each row; {@code files/NAME}, the
 * bytes of each file in the catalogue; and last {@code backup.json} with the counts, without which a file is no backup.
 * The rows are those of one moment, and bytes never change once they have a row; what was deleted while it ran is
 * missing and counted.
 */
public final class Backup {
    static final String ROWS = "rows.jsonl";
    static final String FILES = "files/";
    static final String COUNTS = "backup.json";
    static final int FORMAT = 2;
    private static final int BUFFER = 1 << 20;

    private Backup() {}

    /**
     * What is in a backup.
     *
     * @param rows
     *            how many, by table
     * @param gone
     *            files whose bytes were deleted between the moment of the rows and their turn
     */
    public record Counts(Map<String, Long> rows, long files, long bytes, long gone) {
        public Counts { rows = Map.copyOf(rows); }

        /** For people. */
        @Override
        public String toString() {
            return "%d requests, %d keys, %d webhooks, %d files with %d bytes%s".formatted(rows("request"),
                    rows("api_key"), rows("delivery"), files, bytes,
                    gone == 0 ? "" : "; " + gone + " more were deleted meanwhile");
        }

        private long rows(String table) { return rows.getOrDefault(table, 0L); }
    }

    /** A file's bytes by their name in the blob store. */
    record Blob(String name, long bytes, String sha256) {
        /** Empty for rows of other tables. */
        static Optional<Blob> of(String table, ObjectNode row) {
            return table.equals("file")
                    ? Optional.of(new Blob(row.path("blob").asString(), row.path("bytes").asLong(),
                            row.path("sha256").asString()))
                    : Optional.empty();
        }
    }

    /**
     * Writes one.
     *
     * @throws FileAlreadyExistsException
     *             when there is such a file
     */
    public static Counts write(Path file, StoreRows rows, BlobStore blobs) throws IOException {
        if (Files.exists(file)) throw new FileAlreadyExistsException(file.toString());
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        Path part = PrivateFiles.temporary(folder == null ? Path.of("") : folder, "backup", ".part");
        try {
            Counts counts;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), BUFFER);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                counts = write(zip, rows, blobs);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return counts;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Counts write(ZipOutputStream zip, StoreRows rows, BlobStore blobs) throws IOException {
        Map<String, Long> counted = new TreeMap<>();
        List<Blob> wanted = new ArrayList<>();
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry(ROWS));
        rows.read((table, values) -> {
            zip.write(Json.bytes(Json.map("t", table, "v", values)));
            zip.write('\n');
            counted.merge(table, 1L, Long::sum);
            Blob.of(table, values).ifPresent(wanted::add);
        });
        zip.closeEntry();
        // models and pictures are compressed already
        zip.setLevel(Deflater.NO_COMPRESSION);
        long files = 0, bytes = 0, gone = 0;
        for (Blob blob : wanted) {
            Optional<InputStream> in = blobs.open(blob.name, 0);
            if (in.isEmpty()) {
                gone++;
                continue;
            }
            try (InputStream from = in.get()) {
                zip.putNextEntry(new ZipEntry(FILES + blob.name));
                long copied = from.transferTo(zip);
                zip.closeEntry();
                if (copied != blob.bytes) {
                    throw new IOException("backup: the file %s is damaged (got %d bytes, allowed %d)."
                            .formatted(blob.name, copied, blob.bytes));
                }
                files++;
                bytes += copied;
            }
        }
        Counts counts = new Counts(counted, files, bytes, gone);
        zip.putNextEntry(new ZipEntry(COUNTS));
        zip.write(
                Json.bytes(Json.map("format", FORMAT, "rows", counted, "files", files, "bytes", bytes, "gone", gone)));
        zip.closeEntry();
        return counts;
    }
}
