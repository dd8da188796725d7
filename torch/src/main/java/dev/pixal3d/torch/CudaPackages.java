// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * NVIDIA publishes CUDA's libraries as wheels: zip files with the libraries below {@code nvidia/PART/lib} and their
 * licence in {@code NAME.dist-info}. No Python is needed to use them.
 */
final class CudaPackages {
    /** Bytes that must stay free on the disk. */
    private static final long RESERVE = 256L << 20;

    private CudaPackages() {}

    /**
     * Puts the libraries of all wheels of a folder, and their licences, into another one, in place of what is there;
     * that one is whole or as it was before.
     *
     * @throws TorchException
     *             when a wheel is damaged or the disk has not enough room
     */
    static void unpack(Path wheels, Path target) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        delete(fresh);
        Files.createDirectories(fresh.resolve("licences"));
        for (Path wheel : wheels(wheels)) {
            try (ZipFile zip = new ZipFile(wheel.toFile())) {
                unpack(zip, wheel, fresh);
            } catch (ZipException e) {
                delete(fresh);
                throw new TorchException(wheel + ": is damaged (" + e.getMessage() + "). Delete it and run pixal3d gpu "
                        + "install again.", e);
            }
        }
        delete(target);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> wheels(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(p -> p.toString().endsWith(".whl")).sorted().toList();
        }
    }

    private static void unpack(ZipFile zip, Path wheel, Path fresh) throws IOException {
        List<ZipEntry> wanted = new ArrayList<>();
        long bytes = 0;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements();) {
            ZipEntry entry = all.nextElement();
            if (!isLibrary(entry) && !isLicence(entry)) continue;
            wanted.add(entry);
            bytes += entry.getSize();
        }
        long free = fresh.toFile().getUsableSpace();
        if (bytes + RESERVE > free) {
            delete(fresh);
            throw new TorchException(fresh + ": the disk has not enough room (got " + (free >> 20)
                    + " MiB free, needed " + (bytes + RESERVE >> 20) + "). Free some.");
        }
        String name = String.valueOf(wheel.getFileName());
        for (ZipEntry entry : wanted) {
            Path to = isLibrary(entry)
                    ? fresh.resolve(fileName(entry))
                    : fresh.resolve("licences").resolve(name.substring(0, name.indexOf('-')) + "-" + fileName(entry));
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The last part of an entry's name; whatever stands before it decides nothing about where a file goes. */
    private static String fileName(ZipEntry entry) {
        return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
    }

    private static boolean isLibrary(ZipEntry entry) {
        String name = fileName(entry);
        return !entry.isDirectory() && (CudaNames.LINUX.files().contains(name) || CudaFolder.isCompanion(name));
    }

    private static boolean isLicence(ZipEntry entry) {
        return !entry.isDirectory() && fileName(entry).toLowerCase(Locale.ROOT).matches("(licen[cs]e|eula).*");
    }

    /** Deletes a folder with all that is in it; links, not what they lead to. */
    static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return;
        List<Path> all;
        try (var entries = Files.walk(folder)) {
            all = entries.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) Files.delete(one);
    }
}
