// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jar that starts a packed program and names all others. */
final class ProgramJar {
    private ProgramJar() {}

    /** The jars that the one in this folder names. */
    static Stream<Path> libraries(Path folder) throws IOException {
        try (JarFile jar = new JarFile(folder.resolve("pixal3d.jar").toFile())) {
            String names = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return Pattern.compile(" ").splitAsStream(names).map(folder::resolve);
        }
    }
}
