// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a Python keeps what pip has installed for it. Python is only asked, and only when it is named. */
final class PythonPackages {
    /** The folder that has the package, else the one that packages are installed in. */
    private static final String ASK = "import importlib.util, os, sys, sysconfig; "
            + "s = importlib.util.find_spec(sys.argv[1]); "
            + "p = list(s.submodule_search_locations or []) if s else []; "
            + "print(os.path.dirname(p[0]) if p else sysconfig.get_paths()['platlib'])";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private PythonPackages() {}

    /**
     * The folder itself, or the folder with the packages of a Python.
     *
     * @param option
     *            that the place was given with, for errors
     * @param place
     *            a folder, a program, or the name of one on PATH
     * @param name
     *            of the package that is wanted
     */
    static Path folder(String option, Path place, String name) throws IOException, InterruptedException {
        if (!place.toString().isBlank() && Files.isDirectory(place)) return place;
        Path python = program(place).orElseThrow(() -> Problem.usage(option
                + ": is neither a folder nor a program (got " + place + "). Correct the path.").exception());
        String said = answer(option, python, name, LIMIT);
        return Optional.of(said).filter(s -> !s.isBlank()).map(Path::of).filter(Files::isDirectory)
                .orElseThrow(() -> Problem.usage(option + ": is no Python (" + python + " said \""
                        + said.lines().findFirst().orElse("") + "\"). Name its folder site-packages.").exception());
    }

    private static Optional<Path> program(Path place) {
        if (place.toString().isBlank()) return Optional.empty();
        Stream<Path> places = place.getNameCount() > 1 || place.isAbsolute()
                ? Stream.of(place)
                : Stream.concat(Stream.of(place),
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                                .filter(folder -> !folder.isBlank()).map(folder -> Path.of(folder).resolve(place)));
        return places.map(Path::toAbsolutePath).filter(p -> Files.isRegularFile(p) && Files.isExecutable(p))
                .findFirst();
    }

    /** What it prints, or how it fails. */
    static String answer(String option, Path python, String name, Duration limit)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("pixal3d", ".txt");
        try {
            Process process = new ProcessBuilder(python.toString(), "-c", ASK, name).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.PIPE).redirectOutput(said.toFile()).start();
            process.getOutputStream().close();
            if (!process.waitFor(limit)) {
                process.destroyForcibly().waitFor();
                throw Problem
                        .usage(option + ": " + python + " has not said within " + limit.toSeconds()
                                + " s where its packages "
                                + "are. Name its folder site-packages.")
                        .exception();
            }
            String text = new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0 ? text : "exit " + process.exitValue() + ": " + lastLine(text);
        } finally {
            Files.delete(said);
        }
    }

    private static String lastLine(String text) { return text.substring(text.lastIndexOf('\n') + 1); }
}
