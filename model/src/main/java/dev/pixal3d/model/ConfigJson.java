// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A checkpoint's JSON with typed, checked access; errors name the file and the key. */
public final class ConfigJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String where;
    private final String name;
    private final JsonNode args;

    private ConfigJson(String where, String name, JsonNode args) {
        this.where = where;
        this.name = name;
        this.args = args;
    }

    /** A checkpoint's {@code {"name": ..., "args": {...}}}; a plain object counts as args without a name. */
    public static ConfigJson parse(String where, String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) throw new ModelException(where + ": is no JSON object. Download the file again.");
            JsonNode args = root.get("args");
            return args != null && args.isObject()
                    ? new ConfigJson(where, root.path("name").asString(""), args)
                    : new ConfigJson(where, "", root);
        } catch (JacksonException e) {
            throw new ModelException(where + ": is no JSON (line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + "). Download the file again.");
        }
    }

    /** The class name the checkpoint was written for. */
    public String name() { return name; }

    /** The object below a key, as a configuration of its own. */
    public ConfigJson child(String key) {
        JsonNode node = args.path(key);
        if (!node.isObject()) throw problem(key, "is missing or no object");
        return new ConfigJson(where + "/" + key, node.path("name").asString(""), node);
    }

    /** A whole {@code {"name": ..., "args": {...}}} below a key. */
    public ConfigJson entry(String key) {
        JsonNode node = args.path(key);
        if (!node.path("args").isObject()) throw problem(key, "is missing or has no \"args\"");
        return new ConfigJson(where + "/" + key, node.path("name").asString(""), node.get("args"));
    }

    public boolean has(String key) { return args.hasNonNull(key); }

    void nameIn(List<String> allowed) {
        if (!allowed.contains(name)) {
            throw new ModelException(where + ": holds another kind of network (got \"" + name + "\", allowed " + allowed
                    + "). Check which file is where.");
        }
    }

    public int integer(String key) {
        if (!has(key)) throw problem(key, "is missing");
        return integer(key, 0);
    }

    public int integer(String key, int fallback) {
        if (!has(key)) return fallback;
        JsonNode node = args.get(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 0) {
            throw problem(key, "is no whole number (got " + node + ")");
        }
        return node.asInt();
    }

    public double number(String key, double fallback) {
        if (!has(key)) return fallback;
        if (!args.get(key).isNumber()) throw problem(key, "is no number (got " + args.get(key) + ")");
        return args.get(key).asDouble();
    }

    public boolean flag(String key, boolean fallback) {
        if (!has(key)) return fallback;
        if (!args.get(key).isBoolean()) throw problem(key, "is neither true nor false (got " + args.get(key) + ")");
        return args.get(key).asBoolean();
    }

    public String word(String key, String fallback, List<String> allowed) {
        String value = has(key) ? args.get(key).asString("") : fallback;
        if (!allowed.contains(value))
            throw problem(key, "is not known (got \"" + value + "\", allowed " + allowed + ")");
        return value;
    }

    public String text(String key) {
        if (!has(key) || !args.get(key).isString()) throw problem(key, "is missing or no text");
        return args.get(key).asString();
    }

    public List<Double> numbers(String key, List<Double> fallback) {
        if (!has(key)) return fallback;
        List<Double> values = new ArrayList<>();
        for (JsonNode node : args.get(key)) {
            if (!node.isNumber()) throw problem(key, "has an entry that is no number (got " + node + ")");
            values.add(node.asDouble());
        }
        return values;
    }

    /** Whole numbers; null entries become the fallback. */
    public List<Integer> integers(String key, int forNull) {
        JsonNode node = args.path(key);
        if (!node.isArray()) throw problem(key, "is missing or no list");
        List<Integer> values = new ArrayList<>();
        for (JsonNode entry : node) {
            if (!entry.isNull() && !entry.canConvertToInt()) throw problem(key, "has an entry that is no whole number");
            values.add(entry.isNull() ? forNull : entry.asInt());
        }
        return values;
    }

    public List<String> texts(String key) {
        JsonNode node = args.path(key);
        if (!node.isArray()) throw problem(key, "is missing or no list");
        List<String> values = new ArrayList<>();
        for (JsonNode entry : node) values.add(entry.asString(""));
        return values;
    }

    ModelException problem(String key, String what) {
        return new ModelException(where + ": \"" + key + "\" " + what + ". Download the file again.");
    }
}
