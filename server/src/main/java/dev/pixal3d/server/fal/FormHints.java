// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Preset;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.work.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a form wants to know beyond types and ranges, as extensions of the input's schema: a group for each parameter in
 * the order of a run's stages, and presets. Tools that do not know the extensions lose nothing.
 */
final class FormHints {
    /** A group of a form; its title has one to three words. */
    private enum FormGroup {
        BASIC("Basics", "What most models need."),
        PICTURE("Picture", "How the picture is prepared and seen."),
        STRUCTURE("Structure", "The first stage: which places in space are filled at all."),
        SHAPE("Shape", "The second stage: where exactly the surface runs."),
        TEXTURE("Look", "The third stage: colour, metal and roughness."),
        MESH("Mesh and textures", "What the file holds: how many vertices, how large textures."),
        FILE("File", "How the file is written.");

        private final String title;
        private final String help;

        FormGroup(String title, String help) {
            this.title = title;
            this.help = help;
        }

        String id() { return name().toLowerCase(Locale.ROOT); }

        Map<String, Object> json() { return Json.map("id", id(), "title", title, "help", help); }
    }

    private FormHints() {}

    /** The extensions of one parameter. */
    static Map<String, Object> of(Parameter<?> parameter) {
        Map<String, Object> hints = Json.map("x-pixal3d-group", group(parameter).id());
        if (parameter.equals(Parameters.ENGINE)) hints.put("x-pixal3d-chooses", "engine");
        return hints;
    }

    private static FormGroup group(Parameter<?> parameter) {
        return switch (parameter.group()) {
            case BASIC -> FormGroup.BASIC;
            case STRUCTURE -> FormGroup.STRUCTURE;
            case SHAPE -> FormGroup.SHAPE;
            case TEXTURE -> FormGroup.TEXTURE;
            case MESH -> FormGroup.MESH;
            case EXTENSION -> switch (parameter.affects()) {
                case DECODING -> FormGroup.PICTURE;
                case EXPORT -> FormGroup.MESH;
                case RUN -> FormGroup.FILE;
            };
        };
    }

    /** The extensions of an endpoint's input as a whole; presets where it knows all that they set. */
    static Map<String, Object> of(Endpoint endpoint) {
        List<FormGroup> groups = Stream.of(FormGroup.values())
                .filter(group -> endpoint.inputs().stream().anyMatch(p -> group(p) == group)).toList();
        List<Preset> presets = Preset.ALL.stream()
                .filter(preset -> endpoint.inputs().containsAll(preset.settings().changed(Parameters.ALL))).toList();
        return Json.map("x-pixal3d-groups", groups.stream().map(FormGroup::json).toList(), "x-pixal3d-presets",
                presets.stream().map(FormHints::json).toList());
    }

    private static Map<String, Object> json(Preset preset) {
        Map<String, Object> values = Json.map();
        for (Parameter<?> parameter : preset.settings().changed(Parameters.ALL)) put(values, parameter, preset);
        return Json.map("id", preset.id(), "title", preset.title(), "help", preset.description(), "values", values);
    }

    private static <T> void put(Map<String, Object> values, Parameter<T> parameter, Preset preset) {
        values.put(parameter.name(), parameter.json(preset.settings().get(parameter)));
    }
}
