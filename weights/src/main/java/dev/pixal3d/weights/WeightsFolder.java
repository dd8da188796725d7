// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.weights.Manifest.Item;
import dev.pixal3d.weights.Manifest.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A folder that weights are pulled into: what of the list is there, whether it is right, and its removal. Files that
 * the list does not name are never touched.
 */
public final class WeightsFolder {
    /** How a file is. */
    public enum State {
        /** There, with the hash it should have. */
        VERIFIED,
        /** There, with the right length; its hash was not looked at, or none is known. */
        PRESENT,
        /** Not there. */
        MISSING,
        /** An earlier pull was interrupted. */
        HALF,
        /** A text that stands for the file in a Git repository. */
        POINTER,
        /** Longer or shorter than published. */
        WRONG_SIZE,
        /** Of the right length, with other bytes than published or pulled. */
        WRONG_HASH;

        /** Whether a run can use it. */
        public boolean isUsable() { return this == VERIFIED || this == PRESENT; }
    }

    /**
     * One file and how it is.
     *
     * @param bytes
     *            on the disk
     * @param expected
     *            bytes it should have; negative when that is not known
     * @param link
     *            whether it lies in another program's cache
     */
    public record Status(Part part, String file, State state, long bytes, long expected, boolean link) {
        /** What is wrong, what to do after it as a sentence of its own; for a state that is not usable. */
        public String problem() {
            return detail() + ". " + remedy();
        }

        /** What to do about a state that is not usable. */
        public String remedy() {
            return "Run: pixal3d pull --only " + part.name();
        }

        /** Which file and how it is. */
        public String detail() {
            String size = expected < 0 ? "" : " of " + expected;
            return file + ": " + switch (state) {
                case MISSING -> "is missing";
                case HALF -> "is not finished (" + bytes + size + " bytes)";
                case POINTER -> "is a Git LFS pointer, not the file";
                case WRONG_SIZE -> "has the wrong length (got " + bytes + " bytes, allowed " + expected + ")";
                case WRONG_HASH -> "is damaged (its hash is not the one it should have)";
                case VERIFIED, PRESENT -> "is all right";
            };
        }
    }

    private final Path folder;
    private final Pins pins;

    public WeightsFolder(Path folder) {
        this.folder = folder;
        this.pins = Pins.of(folder);
    }

    Pins pins() { return pins; }

    Path path(Item item) { return folder.resolve(item.to()); }

    /** How every file of a part is, without reading them. */
    public List<Status> list(Part part) throws IOException {
        List<Status> all = new ArrayList<>();
        for (Item item : part.items()) all.add(status(part, item));
        return all;
    }

    /**
     * As {@link #list}, reading every byte where a hash is known; what turns out damaged is mended by the next pull.
     */
    public List<Status> verify(Part part, Progress progress) throws IOException {
        List<Status> all = new ArrayList<>();
        for (Item item : part.items()) {
            Status status = status(part, item);
            all.add(status.state.isUsable() ? checked(part, item, status, progress) : status);
        }
        return all;
    }

    /** The status without reading: a file that was not touched since it was verified still is. */
    Status status(Part part, Item item) throws IOException {
        Path file = path(item);
        boolean link = Files.isSymbolicLink(file);
        Optional<Pins.Pin> pin = pin(part, item);
        long expected = item.size().orElse(pin.map(Pins.Pin::size).orElse(-1L));
        if (!Files.isRegularFile(file)) {
            long half = Download.begun(file);
            return new Status(part, item.to(), half > 0 ? State.HALF : State.MISSING, half, expected, link);
        }
        long bytes = Files.size(file);
        State state = Disk.isPointer(file)
                ? State.POINTER
                : expected >= 0 && bytes != expected
                        ? State.WRONG_SIZE
                        : pin.isPresent() && pin.get().modified() == time(file)
                                ? State.VERIFIED
                                : State.PRESENT;
        return new Status(part, item.to(), state, bytes, expected, link);
    }

    /** What was pinned for a file, if it is this part's and still fits the list. */
    Optional<Pins.Pin> pin(Part part, Item item) {
        return pins.find(item.to()).filter(p -> p.part().equals(part.name()))
                .filter(p -> item.sha256().isEmpty() || item.sha256().get().equals(p.sha256()));
    }

    Status checked(Part part, Item item, Status status, Progress progress) throws IOException {
        Path file = path(item);
        long time = time(file);
        String hash = Sha256.hex(file, n -> progress.done(item.to(), n));
        Optional<Pins.Pin> pin = pin(part, item);
        Optional<String> wanted = item.sha256().or(() -> pin.map(Pins.Pin::sha256));
        boolean wrong = wanted.isPresent() && !wanted.get().equals(hash);
        // Without a hash to compare with, this one is what later checks compare with.
        Pins.Pin known = pin.orElse(new Pins.Pin(part.name(), part.source(), part.revision(), status.bytes,
                wanted.orElse(hash), 0));
        pins.put(item.to(), known.modifiedAt(wrong ? 0 : time));
        return new Status(part, item.to(), wrong ? State.WRONG_HASH : wanted.isEmpty() ? State.PRESENT : State.VERIFIED,
                status.bytes, status.expected, status.link);
    }

    static long time(Path file) throws IOException { return Files.getLastModifiedTime(file).toMillis(); }

    /**
     * Removes a part's files and what an interrupted pull left of them; of files in other programs' caches, only the
     * link.
     *
     * @return bytes that became free
     */
    public long remove(Part part) throws IOException {
        long free = 0;
        for (Item item : part.items()) {
            Path file = path(item);
            if (pins.find(item.to()).filter(p -> !p.part().equals(part.name())).isPresent()) continue;
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) free += Files.size(file);
            free += Download.begun(file);
            Files.deleteIfExists(file);
            Download.discard(file);
            pins.remove(item.to());
            Path up = file.resolveSibling("");
            if (!up.equals(folder) && isEmpty(up)) Files.delete(up);
        }
        Files.deleteIfExists(Licences.file(folder, part));
        return free;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) return false;
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
