// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names for the models of many pictures in one folder: each gets its own, also when two pictures differ only in
 * extension or folder, or when the file system does not tell capitals apart.
 */
final class Targets {
    private final Set<String> taken = new HashSet<>();

    /** The picture's name, or one that nobody else has. */
    String name(PictureSource picture) {
        String stem = picture.stem();
        if (take(stem)) return stem;
        String longer = picture.extension().isEmpty() ? stem : stem + "-" + picture.extension();
        if (take(longer)) return longer;
        int number = 2;
        while (!take(longer + "-" + number)) number++;
        return longer + "-" + number;
    }

    /** Names in the pictures' order. */
    static List<String> names(List<PictureSource> pictures) {
        Targets targets = new Targets();
        return pictures.stream().map(targets::name).toList();
    }

    private boolean take(String name) { return taken.add(name.toLowerCase(Locale.ROOT)); }
}
