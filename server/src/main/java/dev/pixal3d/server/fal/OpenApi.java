// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.pipeline.request.ViewCamera;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Endpoint.Output;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** An endpoint's OpenAPI document, in the structure in which fal publishes such documents, made of its parameters. */
public final class OpenApi {
    /** Where one of several pictures was taken from. */
    private static final Map<String, Object> CAMERA = Json.map("anyOf", List.of(
            Json.map("type", "string", "enum",
                    Stream.of(ViewCamera.Side.values()).map(ViewCamera::json).toList()),
            Json.map("type", "object", "required", List.of("transform_matrix"), "properties", Json.map(
                    "transform_matrix", Json.map("type", "array", "minItems", 4, "maxItems", 4, "items", Json.map(
                            "type", "array", "minItems", 4, "maxItems", 4, "items", Json.map("type", "number"))),
                    "camera_angle_x", Json.map("type", "number")))));

    private final Endpoint endpoint;

    private OpenApi(Endpoint endpoint) { this.endpoint = endpoint; }

    public static Map<String, Object> document(Endpoint endpoint, Addresses addresses) {
        return new OpenApi(endpoint).document(addresses);
    }

    private Map<String, Object> document(Addresses addresses) {
        return Json.map("openapi", "3.0.4", "info", info(addresses), "components", components(), "servers",
                List.of(Json.map("url", addresses.queue(""))), "paths", paths(), "security",
                List.of(Json.map("apiKeyAuth", List.of())));
    }

    private Map<String, Object> info(Addresses addresses) {
        String page = addresses.origin() + "/";
        return Json.map("title", "Queue OpenAPI for " + endpoint.id(), "version", "1.0.0", "description",
                endpoint.description(), "x-fal-metadata",
                Json.map("endpointId", endpoint.id().toString(), "category", endpoint.category(), "thumbnailUrl",
                        addresses.origin() + "/icon.svg", "playgroundUrl", page, "documentationUrl",
                        addresses.origin() + "/models/" + endpoint.id() + "/llms.txt"));
    }

    private String inputName() { return endpoint.id().word() + "Input"; }

    private String outputName() { return endpoint.id().word() + "Output"; }

    private Map<String, Object> components() {
        return Json.map("securitySchemes",
                Json.map("apiKeyAuth",
                        Json.map("type", "apiKey", "in", "header", "name", "Authorization", "description",
                                "Fal Key")),
                "schemas",
                Json.map("QueueStatus", queueStatus(), inputName(), input(), outputName(), output(), "File",
                        file()));
    }

    private static Map<String, Object> queueStatus() {
        return Json.map("type", "object", "properties",
                Json.map("status",
                        Json.map("type", "string", "enum", List.of("IN_QUEUE", "IN_PROGRESS", "COMPLETED")),
                        "request_id", text("The request id."), "response_url", text("Where the result is."),
                        "status_url", text("Where the status is."), "cancel_url", text("Where to cancel."), "logs",
                        Json.map("type", "object", "description", "The logs.", "additionalProperties", true),
                        "metrics",
                        Json.map("type", "object", "description", "The metrics.", "additionalProperties", true),
                        "queue_position", Json.map("type", "integer", "description", "Requests ahead.")),
                "required", List.of("status", "request_id"));
    }

    private static Map<String, Object> text(String description) {
        return Json.map("type", "string", "description", description);
    }

    private Map<String, Object> input() {
        Map<String, Object> properties = Json.map();
        for (Parameter<?> parameter : endpoint.inputs()) properties.put(parameter.name(), property(parameter));
        Map<String, Object> input = Json.map("title", inputName(), "type", "object", "properties", properties,
                "required", endpoint.inputs().stream().filter(Parameter::isRequired).map(Parameter::name).toList(),
                "x-fal-order-properties", endpoint.inputs().stream().map(Parameter::name).toList());
        input.putAll(FormHints.of(endpoint));
        return input;
    }

    /** One input's schema. */
    static Map<String, Object> property(Parameter<?> parameter) {
        Map<String, Object> schema = Json.map("title", title(parameter.name()));
        switch (parameter.type()) {
            case ParameterType.FileUrl p -> {
                schema.put("type", "string");
                schema.put("ui", Json.map("field", p.noun()));
                schema.put("examples", List.of(p.example()));
            }
            case ParameterType.FileUrls p -> {
                schema.put("type", "array");
                schema.put("items", Json.map("type", "string"));
                schema.put("minItems", 1);
                schema.put("maxItems", p.most());
                schema.put("ui", Json.map("field", p.each().noun()));
            }
            case ParameterType.Cameras _ -> {
                schema.put("type", "array");
                schema.put("items", CAMERA);
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
        if (parameter.isNullable()) schema.put("nullable", true);
        schema.put("description", Engines.described(parameter));
        parameter.fallbackJson().ifPresent(value -> schema.put("default", value));
        if (parameter.group() == Parameter.Group.EXTENSION) schema.put("x-pixal3d-extension", true);
        schema.putAll(FormHints.of(parameter));
        return schema;
    }

    private static <T> List<Object> values(ParameterType.Choice<T> type) {
        return type.values().stream().map(type::json).toList();
    }

    private Map<String, Object> output() {
        Map<String, Object> properties = Json.map();
        for (Output output : endpoint.outputs()) properties.put(output.name(), output(output));
        return Json.map("title", outputName(), "type", "object", "properties", properties, "required",
                endpoint.outputs().stream().filter(Output::always).map(Output::name).toList(),
                "x-fal-order-properties", List.copyOf(properties.keySet()));
    }

    private static Map<String, Object> output(Output output) {
        String title = title(output.name());
        return switch (output.content()) {
            case FILE -> Json.map("title", title, "description", output.description(), "allOf",
                    List.of(reference("File")));
            case FILES -> Json.map("title", title, "type", "array", "description", output.description(), "items",
                    reference("File"));
            case INTEGER -> Json.map("title", title, "type", "integer", "description", output.description());
            case OBJECT -> Json.map("title", title, "type", "object", "description", output.description(),
                    "additionalProperties", true);
        };
    }

    private static Map<String, Object> file() {
        return Json.map("title", "File", "type", "object", "properties",
                Json.map("url", Json.map("title", "Url", "type", "string", "description", "Where the file is."),
                        "content_type",
                        Json.map("title", "Content Type", "type", "string", "nullable", true, "description",
                                "The media type."),
                        "file_name",
                        Json.map("title", "File Name", "type", "string", "nullable", true, "description",
                                "The file's name."),
                        "file_size",
                        Json.map("title", "File Size", "type", "integer", "nullable", true, "description",
                                "The size in bytes.")),
                "required", List.of("url"), "x-fal-order-properties",
                List.of("url", "content_type", "file_name", "file_size"));
    }

    private Map<String, Object> paths() {
        String base = "/" + endpoint.id();
        String request = "/" + endpoint.id().application() + "/requests/{request_id}";
        Map<String, Object> id = Json.map("name", "request_id", "in", "path", "required", true, "schema",
                Json.map("type", "string"));
        Map<String, Object> logs = Json.map("name", "logs", "in", "query", "required", false, "schema",
                Json.map("type", "number", "description", "1 to include the logs, 0 not to."));
        Map<String, Object> success = Json.map("type", "object", "properties",
                Json.map("success", Json.map("type", "boolean")));
        Map<String, Object> submit = Json.map("requestBody",
                Json.map("required", true, "content", json(reference(inputName()))), "responses",
                answer("The request's status.", reference("QueueStatus")));
        return Json.map(base, Json.map("post", submit), request,
                Json.map("get",
                        Json.map("parameters", List.of(id), "responses",
                                answer("The result.", reference(outputName())))),
                request + "/status",
                Json.map("get",
                        Json.map("parameters", List.of(id, logs), "responses",
                                answer("The request's status.", reference("QueueStatus")))),
                request + "/cancel", Json.map("put", Json.map("parameters", List.of(id), "responses",
                        answer("Whether it was cancelled.", success))));
    }

    private static Map<String, Object> reference(String schema) {
        return Json.map("$ref", "#/components/schemas/" + schema);
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return Json.map("application/json", Json.map("schema", schema));
    }

    private static Map<String, Object> answer(String description, Map<String, Object> schema) {
        return Json.map("200", Json.map("description", description, "content", json(schema)));
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
