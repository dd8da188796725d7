// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that the playground shows, run as a visitor would: saved to a file, beside the picture, FAL_KEY set. */
record CodeSample(String language, String code) {
    private static final int SECONDS = 120;

    /** What it prints to standard output; fails with all it said when it does not end well. */
    String run(Path folder, String key) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(name()), code);
        Path out = folder.resolve(language + ".out"), err = folder.resolve(language + ".err");
        ProcessBuilder builder = new ProcessBuilder(command(file.getFileName().toString())).directory(folder.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("FAL_KEY", key);
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(language + ": not done after " + SECONDS + " s: " + Files.readString(err));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("%s: exit code %d: %s%s".formatted(language, process.exitValue(),
                    Files.readString(err), Files.readString(out)));
        }
        return Files.readString(out);
    }

    private String name() {
        return switch (language) {
            case "javascript" -> "model.mjs";
            case "python" -> "model.py";
            case "java" -> "Model.java";
            default -> "model.sh";
        };
    }

    private List<String> command(String file) {
        return switch (language) {
            case "javascript" -> List.of("node", file);
            case "python" -> List.of("python3", file);
            case "java" -> List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), file);
            default -> List.of("sh", "-e", file);
        };
    }
}
