// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a Python keeps what pip has installed for it. Python is only asked, and only when it is named. */
final class PythonPackages {
    private static final String SITE = "import sysconfig; print(sysconfig.get_paths()['platlib'])";

    private PythonPackages() {}

    /**
     * The folder itself, or the folder with the packages of a Python.
     *
     * @param option
     *            that the place was given with, for errors
     */
    static Path folder(String option, Path place) throws IOException, InterruptedException {
        if (Files.isDirectory(place)) return place;
        if (!Files.isExecutable(place)) {
            throw Problem.usage(option + ": is neither a folder nor a program (got " + place + "). Correct the path.")
                    .exception();
        }
        Process python = new ProcessBuilder(place.toString(), "-c", SITE).redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Optional<Path> folder = python.waitFor() == 0 ? Optional.of(Path.of(said)) : Optional.empty();
        return folder.filter(Files::isDirectory).orElseThrow(() -> Problem.usage(option + ": is no Python (" + place
                + " said \"" + said.lines().findFirst().orElse("") + "\"). Name its folder site-packages.")
                .exception());
    }
}
