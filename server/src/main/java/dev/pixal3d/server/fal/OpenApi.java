// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Failure;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The endpoint's OpenAPI document, in the structure in which fal publishes such documents, made of the parameters. */
public final class OpenApi {
    private OpenApi() {}

    public static Map<String, Object> document(Addresses addresses) {
        return Failure.map("openapi", "3.0.4", "info", info(addresses), "components", components(), "servers",
                List.of(Failure.map("url", addresses.queue(""))), "paths", paths(), "security",
                List.of(Failure.map("apiKeyAuth", List.of())));
    }

    private static Map<String, Object> info(Addresses addresses) {
        String page = addresses.origin() + "/";
        return Failure.map("title", "Queue OpenAPI for " + EndpointPath.ID, "version", "1.0.0", "description",
                "One image in, one textured 3D model out.", "x-fal-metadata",
                Failure.map("endpointId", EndpointPath.ID, "category", "image-to-3d", "thumbnailUrl",
                        addresses.origin() + "/icon.svg", "playgroundUrl", page, "documentationUrl",
                        addresses.origin() + "/models/" + EndpointPath.ID + "/llms.txt"));
    }

    private static Map<String, Object> components() {
        return Failure.map("securitySchemes",
                Failure.map("apiKeyAuth",
                        Failure.map("type", "apiKey", "in", "header", "name", "Authorization", "description",
                                "Fal Key")),
                "schemas",
                Failure.map("QueueStatus", queueStatus(), "Pixal3dInput", input(), "Pixal3dOutput", output(), "File",
                        file()));
    }

    private static Map<String, Object> queueStatus() {
        return Failure.map("type", "object", "properties",
                Failure.map("status",
                        Failure.map("type", "string", "enum", List.of("IN_QUEUE", "IN_PROGRESS", "COMPLETED")),
                        "request_id", text("The request id."), "response_url", text("Where the result is."),
                        "status_url", text("Where the status is."), "cancel_url", text("Where to cancel."), "logs",
                        Failure.map("type", "object", "description", "The logs.", "additionalProperties", true),
                        "metrics",
                        Failure.map("type", "object", "description", "The metrics.", "additionalProperties", true),
                        "queue_position", Failure.map("type", "integer", "description", "Requests ahead.")),
                "required", List.of("status", "request_id"));
    }

    private static Map<String, Object> text(String description) {
        return Failure.map("type", "string", "description", description);
    }

    private static Map<String, Object> input() {
        Map<String, Object> properties = Failure.map();
        for (Parameter<?> parameter : Parameters.ALL) properties.put(parameter.name(), property(parameter));
        Map<String, Object> input = Failure.map("title", "Pixal3dInput", "type", "object", "properties", properties,
                "required", Parameters.ALL.stream().filter(Parameter::isRequired).map(Parameter::name).toList(),
                "x-fal-order-properties", Parameters.ALL.stream().map(Parameter::name).toList());
        input.putAll(FormHints.ofInput());
        return input;
    }

    /** One input's schema. */
    static Map<String, Object> property(Parameter<?> parameter) {
        Map<String, Object> schema = Failure.map("title", title(parameter.name()));
        switch (parameter.type()) {
            case ParameterType.Picture _ -> {
                schema.put("type", "string");
                schema.put("ui", Failure.map("field", "image"));
                schema.put("examples", List.of("https://example.com/dog.png"));
            }
            case ParameterType.Whole<?> p -> {
                schema.put("type", "integer");
                if (!p.isUnlimited()) {
                    schema.put("minimum", p.min());
                    schema.put("maximum", p.max());
                }
            }
            case ParameterType.Real p -> {
                schema.put("type", "number");
                schema.put("minimum", p.min());
                schema.put("maximum", p.max());
            }
            case ParameterType.Choice<?> p -> {
                schema.put("type", p.numeric() ? "integer" : "string");
                schema.put("enum", values(p));
            }
            case ParameterType.Flag _ -> schema.put("type", "boolean");
        }
        schema.put("description", parameter.description());
        parameter.fallbackJson().ifPresent(value -> schema.put("default", value));
        if (parameter.group() == Parameter.Group.EXTENSION) schema.put("x-pixal3d-extension", true);
        schema.put(FormHints.GROUP, FormHints.group(parameter));
        return schema;
    }

    private static <T> List<Object> values(ParameterType.Choice<T> type) {
        return type.values().stream().map(type::json).toList();
    }

    private static Map<String, Object> output() {
        Map<String, Object> properties = Failure.map("model_glb", model("Glb", "The textured model in GLB format."),
                "seed", Failure.map("title", "Seed", "type", "integer", "description", "The seed that was used."));
        for (ModelWriter writer : ModelWriters.ALL) {
            properties.putIfAbsent("model_" + writer.id(), model(writer.id().toUpperCase(Locale.ROOT),
                    "The model as " + writer.description() + ", when output_format asks for it."));
        }
        properties.put("thumbnail", fileOf("Thumbnail", "A small picture of the model (PNG)."));
        properties.put("prepared", fileOf("Prepared", "The input as the engine saw it: square and cut out (PNG)."));
        return Failure.map("title", "Pixal3dOutput", "type", "object", "properties", properties, "required",
                List.of("model_glb", "seed"), "x-fal-order-properties", List.copyOf(properties.keySet()));
    }

    private static Map<String, Object> model(String format, String description) {
        return fileOf("Model " + format, description);
    }

    private static Map<String, Object> fileOf(String title, String description) {
        return Failure.map("title", title, "description", description, "allOf",
                List.of(Failure.map("$ref", "#/components/schemas/File")));
    }

    private static Map<String, Object> file() {
        return Failure.map("title", "File", "type", "object", "properties",
                Failure.map("url", Failure.map("title", "Url", "type", "string", "description", "Where the file is."),
                        "content_type",
                        Failure.map("title", "Content Type", "type", "string", "nullable", true, "description",
                                "The media type."),
                        "file_name",
                        Failure.map("title", "File Name", "type", "string", "nullable", true, "description",
                                "The file's name."),
                        "file_size",
                        Failure.map("title", "File Size", "type", "integer", "nullable", true, "description",
                                "The size in bytes.")),
                "required", List.of("url"), "x-fal-order-properties",
                List.of("url", "content_type", "file_name", "file_size"));
    }

    private static Map<String, Object> paths() {
        String base = "/" + EndpointPath.ID;
        String request = base + "/requests/{request_id}";
        Map<String, Object> id = Failure.map("name", "request_id", "in", "path", "required", true, "schema",
                Failure.map("type", "string"));
        Map<String, Object> logs = Failure.map("name", "logs", "in", "query", "required", false, "schema",
                Failure.map("type", "number", "description", "1 to include the logs, 0 not to."));
        Map<String, Object> success = Failure.map("type", "object", "properties",
                Failure.map("success", Failure.map("type", "boolean")));
        Map<String, Object> submit = Failure.map("requestBody",
                Failure.map("required", true, "content", json(reference("Pixal3dInput"))), "responses",
                answer("The request's status.", reference("QueueStatus")));
        return Failure.map(base, Failure.map("post", submit), request,
                Failure.map("get",
                        Failure.map("parameters", List.of(id), "responses",
                                answer("The result.", reference("Pixal3dOutput")))),
                request + "/status",
                Failure.map("get",
                        Failure.map("parameters", List.of(id, logs), "responses",
                                answer("The request's status.", reference("QueueStatus")))),
                request + "/cancel", Failure.map("put", Failure.map("parameters", List.of(id), "responses",
                        answer("Whether it was cancelled.", success))));
    }

    private static Map<String, Object> reference(String schema) {
        return Failure.map("$ref", "#/components/schemas/" + schema);
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return Failure.map("application/json", Failure.map("schema", schema));
    }

    private static Map<String, Object> answer(String description, Map<String, Object> schema) {
        return Failure.map("200", Failure.map("description", description, "content", json(schema)));
    }

    private static String title(String name) {
        StringBuilder title = new StringBuilder();
        for (String word : name.split("_")) {
            if (!title.isEmpty()) title.append(' ');
            title.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return title.toString();
    }
}
