// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures that the arguments name: files, addresses and standard input as they are, folders by the pictures in
 * them, sorted by name.
 *
 * @param skipped
 *            what a folder holds besides, and what was named twice
 */
record Pictures(List<PictureSource> sources, List<String> skipped) {
    static Pictures expand(List<String> arguments, Console console) throws IOException {
        Set<PictureSource> pictures = new LinkedHashSet<>();
        List<String> skipped = new ArrayList<>();
        for (String argument : arguments) {
            PictureSource source = PictureSource.of(argument, console);
            if (source instanceof PictureSource.Disk(Path path) && Files.isDirectory(path)) {
                inFolder(path, pictures, skipped);
                continue;
            }
            if (source instanceof PictureSource.Disk(Path path) && !Files.exists(path)) {
                throw new NoSuchFileException(argument);
            }
            if (!pictures.add(source)) skipped.add(source.shown() + " (named twice)");
        }
        return new Pictures(List.copyOf(pictures), skipped);
    }

    private static void inFolder(Path folder, Set<PictureSource> pictures, List<String> skipped) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.sorted().toList();
        }
        boolean none = true;
        for (Path file : all) {
            if (!Files.isRegularFile(file)) {
                skipped.add(file + " (a folder)");
            } else if (!ImageFormat.EXTENSIONS.contains("." + extension(file))) {
                skipped.add(file + " (no picture)");
            } else if (!pictures.add(new PictureSource.Disk(file))) {
                skipped.add(file + " (named twice)");
            } else {
                none = false;
            }
        }
        if (none) {
            throw new Problem.File(Problem.Kind.UNUSABLE_FILE, folder.toString(),
                    "no pictures in this folder (looked for " + String.join(", ", ImageFormat.EXTENSIONS)
                            + "). Name another folder or a file.")
                    .exception();
        }
    }

    /** Tells what is left out, if anything. */
    void saySkipped(Console console) {
        if (skipped.isEmpty()) return;
        console.warn("skipped " + skipped.size() + ": " + String.join(", ", skipped));
    }

    /** The file name without its extension. */
    static String stem(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The extension in lower case, without the dot; empty when there is none. */
    static String extension(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }
}
