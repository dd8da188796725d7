// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that the playground shows, run as a visitor would: saved to a file, beside the picture, FAL_KEY set. */
record CodeSample(String language, String code) {
    private static final int SECONDS = 120;

    /** What it prints to standard output; fails with all it said when it does not end well. */
    String run(Path folder, String key) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve(name()), code);
        ProcessBuilder builder = new ProcessBuilder(command(file.getFileName().toString())).directory(folder.toFile());
        builder.environment().put("FAL_KEY", key);
        return Program.run(builder, SECONDS);
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
