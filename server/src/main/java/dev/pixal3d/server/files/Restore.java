// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.Sha256;
import dev.pixal3d.queue.StoreRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Brings a {@link Backup}, or another store, into an empty one. Rows appear all at once, after all was checked. */
public final class Restore {
    /** A row holds a whole input, which may be longer than what the reader takes by default. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
            .build()).build();

    private Restore() {}

    /**
     * Reads a backup.
     *
     * @throws ProblemException
     *             when it is none, is damaged, or was made by another version
     * @throws dev.pixal3d.queue.StoreException
     *             when the store is not empty
     */
    public static Backup.Counts read(Path file, StoreRows rows, BlobStore blobs) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile()); StoreRows.Filling filling = rows.fill()) {
            Backup.Counts promised = counts(zip);
            Map<String, Long> counted = new TreeMap<>();
            List<Backup.Blob> wanted = new ArrayList<>();
            rows(zip, (table, values) -> {
                filling.row(table, values);
                counted.merge(table, 1L, Long::sum);
                Backup.Blob.of(table, values).ifPresent(wanted::add);
            });
            long files = 0, bytes = 0, gone = 0;
            for (Backup.Blob blob : wanted) {
                ZipEntry entry = zip.getEntry(Backup.FILES + blob.name());
                if (entry == null) {
                    gone++;
                    continue;
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    put(blobs, blob, in);
                }
                files++;
                bytes += blob.bytes();
            }
            Backup.Counts found = new Backup.Counts(counted, files, bytes, gone);
            if (!found.equals(promised))
                throw damaged("its counts are wrong: %s instead of %s".formatted(found, promised));
            filling.commit();
            return found;
        } catch (ZipException | JacksonException | IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Copies one store's rows and the bytes of its files into an empty one.
     */
    public static Backup.Counts copy(StoreRows source, BlobStore from, StoreRows rows, BlobStore blobs)
            throws IOException {
        try (StoreRows.Filling filling = rows.fill()) {
            Map<String, Long> counted = new TreeMap<>();
            List<Backup.Blob> wanted = new ArrayList<>();
            source.read((table, values) -> {
                filling.row(table, values);
                counted.merge(table, 1L, Long::sum);
                Backup.Blob.of(table, values).ifPresent(wanted::add);
            });
            long files = 0, bytes = 0, gone = 0;
            for (Backup.Blob blob : wanted) {
                Optional<InputStream> open = from.open(blob.name(), 0);
                if (open.isEmpty()) {
                    gone++;
                    continue;
                }
                try (InputStream in = open.get()) {
                    put(blobs, blob, in);
                }
                files++;
                bytes += blob.bytes();
            }
            filling.commit();
            return new Backup.Counts(counted, files, bytes, gone);
        }
    }

    private static void put(BlobStore blobs, Backup.Blob blob, InputStream in) throws IOException {
        MessageDigest digest = Sha256.digest();
        long stored = blobs.put(blob.name(), new DigestInputStream(in, digest));
        String hash = HexFormat.of().formatHex(digest.digest());
        if (stored != blob.bytes() || !hash.equals(blob.sha256())) {
            blobs.delete(blob.name());
            throw damaged("the file %s has other bytes than its record says".formatted(blob.name()));
        }
    }

    private static Backup.Counts counts(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(Backup.COUNTS);
        if (entry == null) throw damaged("it has no " + Backup.COUNTS);
        try (InputStream in = zip.getInputStream(entry)) {
            JsonNode json = JSON.readTree(in.readAllBytes());
            int format = json.path("format").asInt(0);
            if (format != Backup.FORMAT) {
                throw Problem.unusable(
                        "backup: was made by another version (got format %d, allowed %d). Use that version.".formatted(
                                format, Backup.FORMAT))
                        .exception();
            }
            Map<String, Long> rows = new TreeMap<>();
            json.path("rows").properties().forEach(e -> rows.put(e.getKey(), e.getValue().asLong()));
            return new Backup.Counts(rows, json.path("files").asLong(), json.path("bytes").asLong(),
                    json.path("gone").asLong());
        }
    }

    private static void rows(ZipFile zip, StoreRows.Sink sink) throws IOException {
        ZipEntry entry = zip.getEntry(Backup.ROWS);
        if (entry == null) throw damaged("it has no " + Backup.ROWS);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(zip.getInputStream(entry), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = JSON.readTree(line);
                if (!(row.path("v") instanceof ObjectNode values)) throw damaged("a row has no values");
                sink.row(row.path("t").asString(), values);
            }
        }
    }

    private static ProblemException damaged(String how) {
        return Problem
                .unusable("backup: is damaged, or no backup (" + how + "). Nothing was restored; use another one.")
                .exception();
    }
}
