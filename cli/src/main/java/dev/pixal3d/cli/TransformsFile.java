// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A NeRF dataset's {@code transforms.json}: pictures and the cameras that took them. Matrices are passed on as they
 * stand; the request's reader knows what they must be.
 *
 * <p>
 * Reference: the files that Blender's NeRF scenes, instant-ngp and nerfstudio write; the field of view is
 * {@code camera_angle_x}, or the focal length {@code fl_x} of a picture {@code w} pixels wide, in a frame or for all.
 *
 * @param meshScale
 *            of the object, where the file has it
 */
record TransformsFile(List<Frame> frames, OptionalDouble meshScale) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MOST_BYTES = 16 << 20;
    private static final String NAME_ANOTHER = "Name a transforms.json of a NeRF dataset";

    /**
     * One picture.
     *
     * @param number
     *            from 1
     * @param path
     *            as the file has it; empty when it has none
     * @param matrix
     *            a JSON value
     */
    record Frame(int number, String path, Object matrix, OptionalDouble angle) {
        /** The camera as a request has it. */
        Map<String, Object> camera(boolean withAngle) {
            Map<String, Object> camera = new LinkedHashMap<>();
            camera.put("transform_matrix", matrix);
            if (withAngle) angle.ifPresent(a -> camera.put("camera_angle_x", a));
            return camera;
        }
    }

    /**
     * Reads a file.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when it is none
     */
    static TransformsFile read(Path file) throws IOException {
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        if (!Files.isRegularFile(file)) throw unusable(file + " is no file", NAME_ANOTHER);
        if (Files.size(file) > MOST_BYTES) {
            throw unusable(file + " is too large (got " + (Files.size(file) >> 20) + " MB, allowed "
                    + (MOST_BYTES >> 20) + ")", NAME_ANOTHER);
        }
        JsonNode json = json(file);
        List<Frame> frames = new ArrayList<>();
        for (JsonNode frame : json.path("frames")) frames.add(frame(file, frame, json, frames.size() + 1));
        if (frames.isEmpty()) throw unusable(file + " has no frames", NAME_ANOTHER);
        return new TransformsFile(frames, number(file, json, "mesh_scale", "it"));
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            String where = Optional.ofNullable(e.getLocation())
                    .map(at -> " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")").orElse("");
            throw unusable(file + " is no JSON that can be read" + where, "Correct it, or name another file");
        }
    }

    private static Frame frame(Path file, JsonNode frame, JsonNode all, int number) {
        String which = "frame " + number;
        OptionalDouble angle = angle(file, frame, which);
        return new Frame(number, frame.path("file_path").isString() ? frame.path("file_path").asString() : "",
                JSON.convertValue(frame.path("transform_matrix"), Object.class),
                angle.isPresent() ? angle : angle(file, all, "it"));
    }

    private static OptionalDouble angle(Path file, JsonNode json, String which) {
        OptionalDouble angle = number(file, json, "camera_angle_x", which);
        OptionalDouble focal = number(file, json, "fl_x", which);
        OptionalDouble width = number(file, json, "w", which);
        return angle.isEmpty() && focal.isPresent() && width.isPresent()
                ? OptionalDouble.of(2 * Math.atan(width.getAsDouble() / (2 * focal.getAsDouble())))
                : angle;
    }

    private static OptionalDouble number(Path file, JsonNode json, String key, String which) {
        JsonNode value = json.path(key);
        if (value.isMissingNode()) return OptionalDouble.empty();
        if (value.isNumber()) return OptionalDouble.of(value.asDouble());
        throw unusable(file + ": " + key + " of " + which + " is no number (got " + value + ")", "Write a number");
    }

    /**
     * A frame's picture: an address, or a file beside this one. Datasets often leave its extension out, and those from
     * Windows have its separators.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when it is not there
     */
    static String picture(Path file, Frame frame) {
        String which = file + ": frame " + frame.number;
        if (frame.path.isBlank()) throw unusable(which + " has no file_path", "Name the pictures as arguments");
        if (frame.path.matches("(?i)(https?://|data:).*")) return frame.path;
        return Stream.of(frame.path, frame.path.replace('\\', '/')).distinct()
                .map(path -> file.resolveSibling(path).normalize())
                .flatMap(path -> Stream.concat(Stream.of(""), ImageFormat.EXTENSIONS.stream())
                        .map(extension -> path.resolveSibling(path.getFileName() + extension)))
                .filter(Files::isRegularFile).map(Path::toString).findFirst()
                .orElseThrow(() -> new Problem.General(Problem.Kind.UNUSABLE_FILE, which + ": " + frame.path
                        + " is no picture that is there. Correct its file_path, or name the pictures as arguments.")
                        .exception());
    }

    private static RuntimeException unusable(String why, String remedy) {
        return Problem.usage("--cameras: " + why + ". " + remedy + ".").exception();
    }
}
