// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
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

/**
 * Several pictures of one object: where each was taken from, in words or in a NeRF dataset's {@code transforms.json}.
 */
final class CamerasOption {
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
        boolean file = value.toLowerCase(Locale.ROOT).endsWith(".json") || value.contains("/") || value.contains("\\");
        return file || !value.isBlank() && !value.contains(",") && Files.exists(Path.of(value))
                ? ofFile(Path.of(value), arguments, given, console)
                : ofSides(value, arguments, given, console);
    }

    private static Subject ofSides(String value, List<String> arguments, Map<String, Object> given, Console console)
            throws IOException {
        if (arguments.isEmpty()) {
            throw Problem.usage("--cameras: names sides, but there are no pictures (got \"" + value
                    + "\"). Name a picture for each side.").exception();
        }
        Map<String, Object> all = new LinkedHashMap<>(given);
        all.put(Parameters.CAMERAS.name(), Stream.of(value.split(",")).map(String::strip).toList());
        return new Subject(sources(arguments, console), all);
    }

    private static Subject ofFile(Path path, List<String> arguments, Map<String, Object> given, Console console)
            throws IOException {
        TransformsFile file = TransformsFile.read(path);
        Map<String, Object> all = new LinkedHashMap<>(given);
        file.meshScale().ifPresent(scale -> all.putIfAbsent(Parameters.MESH_SCALE.name(), scale));
        boolean withAngle = !given.containsKey(Parameters.CAMERA_ANGLE_X.name());
        all.put(Parameters.CAMERAS.name(), file.frames().stream().map(frame -> frame.camera(withAngle)).toList());
        List<String> pictures = arguments.isEmpty()
                ? file.frames().stream().map(frame -> TransformsFile.picture(path, frame)).toList()
                : arguments;
        return new Subject(sources(pictures, console), all);
    }

    /** Not as a set: two sides may look the same. */
    private static List<PictureSource> sources(List<String> arguments, Console console) throws IOException {
        List<PictureSource> pictures = new ArrayList<>();
        for (String argument : arguments) pictures.addAll(Pictures.expand(List.of(argument), console).sources());
        return pictures;
    }
}
