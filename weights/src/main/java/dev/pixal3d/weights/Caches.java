// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.weights.Manifest.Item;
import dev.pixal3d.weights.Manifest.Part;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Files that other programs have downloaded: the hub's cache ({@code models--owner--name/snapshots/commit/path}, links
 * to blobs) and torch.hub's. What is found is checked by its hash and linked to, not copied.
 */
record Caches(HubSettings settings) {
    /** A file of a cache with the hash that it has and should have. */
    record Found(Path file, String sha256, String revision) {}

    /**
     * A usable copy of a file.
     *
     * @param pinned
     *            the hash to expect where the list has none
     * @param read
     *            told the bytes that were read to check it; may throw to stop
     */
    Optional<Found> find(Part part, Item item, Optional<String> pinned, LongConsumer read) throws IOException {
        Optional<String> wanted = item.sha256().or(() -> pinned);
        for (Path candidate : candidates(part, item)) {
            if (!Files.isRegularFile(candidate) || Disk.isPointer(candidate)) continue;
            if (item.size().isPresent() && Files.size(candidate) != item.size().getAsLong()) continue;
            Path real = candidate.toRealPath();
            // The hub names the blobs of large files by their hash.
            Optional<String> named = Optional.of(real.getFileName().toString()).filter(n -> n.matches("[0-9a-f]{64}"));
            if (wanted.isEmpty() && named.isEmpty() && item.size().isEmpty()) continue;
            String hash = Sha256.hex(real, read);
            if (wanted.or(() -> named).filter(w -> !w.equals(hash)).isPresent()) continue;
            return Optional.of(new Found(real, hash, candidate.toString().contains("snapshots")
                    ? snapshot(candidate)
                    : part.revision()));
        }
        return Optional.empty();
    }

    private static String snapshot(Path candidate) {
        for (int i = 0; i + 1 < candidate.getNameCount(); i++) {
            if (candidate.getName(i).toString().equals("snapshots")) return candidate.getName(i + 1).toString();
        }
        return "";
    }

    private List<Path> candidates(Part part, Item item) throws IOException {
        List<Path> all = new ArrayList<>();
        if (part.repository().isEmpty()) {
            for (Path cache : settings.torchCaches()) all.add(cache.resolve(item.path()));
            return all;
        }
        for (Path cache : settings.caches()) {
            Path model = cache.resolve("models--" + part.repository().get().replace("/", "--"));
            Path branch = model.resolve("refs").resolve(part.revision());
            String commit = Files.isRegularFile(branch) ? Files.readString(branch).strip() : part.revision();
            all.add(model.resolve("snapshots").resolve(commit).resolve(item.path()));
            // Another commit's file counts when its hash is the one we know.
            if (item.sha256().isPresent() && Files.isDirectory(model.resolve("snapshots"))) {
                try (DirectoryStream<Path> others = Files.newDirectoryStream(model.resolve("snapshots"))) {
                    for (Path other : others) all.add(other.resolve(item.path()));
                }
            }
        }
        return all;
    }

    /** Makes {@code target} stand for a cache's file. */
    static void link(Path file, Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().resolveSibling(""));
        Files.deleteIfExists(target);
        try {
            Files.createSymbolicLink(target, file);
        } catch (UnsupportedOperationException | IOException e) {
            // Windows without the right to make symbolic links: a second name on the same disk does as well.
            Files.createLink(target, file);
        }
    }
}
