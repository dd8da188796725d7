// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.image.ImageFormat;
import dev.pixal3d.pipeline.request.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Several pictures of one object: where each was taken from, in words or in a NeRF dataset's {@code transforms.json}.
 */
final class CamerasOption {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ANGLE = Parameters.CAMERA_ANGLE_X.name();
    private static final String SCALE = Parameters.MESH_SCALE.name();

    @Option(names = "--cameras", paramLabel = "SIDES|FILE",
            description = "All pictures show one object, taken from these sides (front,right,back,left) or cameras "
                    + "(a NeRF transforms.json, which may name the pictures).")
    private Optional<String> cameras = Optional.empty();

    boolean isGiven() { return cameras.isPresent(); }

    /**
     * The object that the pictures show.
     *
     * @param arguments
     *            the pictures that the command line names; none when the file does
     * @param given
     *            the other parameters, by API name
     * @throws dev.pixal3d.core.ProblemException
     *             when the file cannot be used
     */
    Subject subject(List<String> arguments, Map<String, Object> given, Console console) throws IOException {
        String value = cameras.orElseThrow();
        if (value.toLowerCase(Locale.ROOT).endsWith(".json") || Files.exists(Path.of(value))) {
            return ofFile(Path.of(value), arguments, given, console);
        }
        if (arguments.isEmpty())
            throw unusable("names sides, but there are no pictures (got " + value + ")",
                    "Name a picture for each side");
        Map<String, Object> all = new LinkedHashMap<>(given);
        all.put(Parameters.CAMERAS.name(), Stream.of(value.split(",")).map(String::strip).toList());
        return new Subject(sources(arguments, console), all);
    }

    /** Not as a set: two sides may look the same. */
    private static List<PictureSource> sources(List<String> arguments, Console console) throws IOException {
        List<PictureSource> pictures = new ArrayList<>();
        for (String argument : arguments) pictures.addAll(Pictures.expand(List.of(argument), console).sources());
        return pictures;
    }

    private static Subject ofFile(Path file, List<String> arguments, Map<String, Object> given, Console console)
            throws IOException {
        JsonNode json = read(file);
        List<Object> poses = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (JsonNode frame : json.path("frames")) {
            Map<String, Object> pose = new LinkedHashMap<>();
            pose.put("transform_matrix", JSON.convertValue(frame.path("transform_matrix"), Object.class));
            JsonNode angle = frame.has(ANGLE) ? frame.path(ANGLE) : json.path(ANGLE);
            if (angle.isNumber()) pose.put(ANGLE, angle.asDouble());
            poses.add(pose);
            if (arguments.isEmpty()) named.add(picture(file, frame.path("file_path").asString("")));
        }
        if (poses.isEmpty()) throw unusable(file + " has no frames", "Name a transforms.json of a NeRF dataset");
        Map<String, Object> all = new LinkedHashMap<>(given);
        if (json.path(SCALE).isNumber()) all.putIfAbsent(SCALE, json.path(SCALE).asDouble());
        all.put(Parameters.CAMERAS.name(), poses);
        return new Subject(sources(arguments.isEmpty() ? named : arguments, console), all);
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw unusable(file + " is no JSON (" + e.getOriginalMessage() + ")",
                    "Name a transforms.json of a NeRF dataset");
        }
    }

    /** A frame's picture, beside the file; datasets often leave its extension out. */
    private static String picture(Path file, String path) {
        if (path.isEmpty()) throw unusable(file + " has a frame without a file_path", "Name the pictures as arguments");
        Path picture = file.resolveSibling(path).normalize();
        return Stream.concat(Stream.of(""), ImageFormat.EXTENSIONS.stream())
                .map(extension -> picture.resolveSibling(picture.getFileName() + extension))
                .filter(Files::isRegularFile).findFirst().orElse(picture).toString();
    }

    private static RuntimeException unusable(String why, String remedy) {
        return Problem.usage("--cameras: " + why + ". " + remedy + ".").exception();
    }
}
