// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.weights.Manifest.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Licences are shown when a part is pulled first, and stand beside the files from then on. */
final class Licences {
    private Licences() {}

    static Path file(Path folder, Part part) { return folder.resolve("licences").resolve(part.name() + ".txt"); }

    static void show(Path folder, Part part, Progress progress) throws IOException {
        Path file = file(folder, part);
        if (Files.exists(file)) return;
        progress.note(part.name() + ": " + part.licence().name() + " (" + part.licence().url() + ")"
                + (part.licence().terms().isEmpty() ? "" : " " + part.licence().terms()));
        String text = part.title() + "\nFrom: " + part.source() + "\nLicence: " + part.licence().name() + "\nText: "
                + part.licence().url() + "\n" + part.licence().terms() + "\n";
        Disk.replace(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
