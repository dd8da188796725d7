// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The pictures that the arguments name: files as they are, folders by the pictures in them, sorted by name. */
final class Pictures {
    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "webp", "gif");

    private Pictures() {}

    static List<Path> expand(List<Path> arguments) throws IOException {
        List<Path> pictures = new ArrayList<>();
        for (Path argument : arguments) {
            if (!Files.exists(argument)) throw new NoSuchFileException(argument.toString());
            if (Files.isDirectory(argument)) pictures.addAll(inFolder(argument));
            else pictures.add(argument);
        }
        return pictures;
    }

    private static List<Path> inFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(Files::isRegularFile).filter(p -> EXTENSIONS.contains(extension(p)))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new Problem.File(Problem.Kind.UNUSABLE_FILE, folder.toString(),
                        "no pictures in this folder (looked for "
                                + EXTENSIONS.stream().sorted().toList() + "). Name another folder or a file.")
                        .exception();
            }
            return found;
        }
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
