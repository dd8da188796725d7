// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A place in the JSON of a file. Every getter checks type and range and names the place in its error, so that the
 * reader's own code need not.
 */
record JsonPath(JsonNode node, String path) {
    boolean has(String key) { return node.has(key); }

    /** The object at that key. */
    JsonPath object(String key) {
        JsonNode child = node.path(key);
        if (!child.isObject()) throw wrong(key, "not an object", describe(child), "an object");
        return new JsonPath(child, at(key));
    }

    Optional<JsonPath> optionalObject(String key) { return has(key) ? Optional.of(object(key)) : Optional.empty(); }

    /** The objects of the array at that key; none where it is absent. */
    List<JsonPath> objects(String key) {
        List<JsonPath> list = new ArrayList<>();
        if (!has(key)) return list;
        JsonNode array = node.path(key);
        if (!array.isArray()) throw wrong(key, "not an array", describe(array), "an array");
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isObject())
                throw wrong(key + "/" + i, "not an object", describe(array.get(i)),
                        "an object");
            list.add(new JsonPath(array.get(i), at(key) + "/" + i));
        }
        return list;
    }

    /** A whole number that must be there. */
    int integer(String key, int least, int most) {
        JsonNode child = node.path(key);
        if (child.isMissingNode()) throw wrong(key, "missing", "nothing", least + " to " + most);
        return whole(child, key, least, most);
    }

    int integer(String key, int least, int most, int otherwise) {
        return has(key) ? integer(key, least, most) : otherwise;
    }

    /** The index of an element of a list; empty where it is absent. */
    Optional<Integer> index(String key, List<?> of) {
        if (!has(key)) return Optional.empty();
        if (of.isEmpty()) throw wrong(key, "points into an empty list", describe(node.path(key)), "no index");
        return Optional.of(integer(key, 0, of.size() - 1));
    }

    List<Integer> indices(String key, List<?> of) {
        List<Integer> list = new ArrayList<>();
        if (!has(key)) return list;
        JsonNode array = node.path(key);
        if (!array.isArray()) throw wrong(key, "not an array", describe(array), "an array");
        for (int i = 0; i < array.size(); i++) list.add(whole(array.get(i), key + "/" + i, 0, of.size() - 1));
        return list;
    }

    float number(String key, double otherwise) {
        if (!has(key)) return (float) otherwise;
        return real(node.path(key), key);
    }

    float[] numbers(String key, float... otherwise) {
        if (!has(key)) return otherwise;
        JsonNode array = node.path(key);
        if (!array.isArray() || array.size() != otherwise.length) {
            throw wrong(key, "not an array of the right length", describe(array), otherwise.length + " numbers");
        }
        float[] values = new float[otherwise.length];
        for (int i = 0; i < values.length; i++) values[i] = real(array.get(i), key + "/" + i);
        return values;
    }

    String text(String key, String otherwise) {
        if (!has(key)) return otherwise;
        JsonNode child = node.path(key);
        if (!child.isString()) throw wrong(key, "not a text", describe(child), "a text");
        return child.stringValue();
    }

    List<String> texts(String key) {
        List<String> list = new ArrayList<>();
        if (!has(key)) return list;
        JsonNode array = node.path(key);
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isString()) throw wrong(key + "/" + i, "not a text", describe(array.get(i)), "a text");
            list.add(array.get(i).stringValue());
        }
        return list;
    }

    boolean flag(String key) {
        if (!has(key)) return false;
        if (!node.path(key).isBoolean()) throw wrong(key, "not a boolean", describe(node.path(key)), "true or false");
        return node.path(key).booleanValue();
    }

    /** An error about this place. */
    ProblemException wrong(String key, String what, String got, String allowed) {
        return Problem.unusable("%s: %s (got %s, allowed %s). The file is damaged; export it again.".formatted(at(key),
                what, got, allowed)).exception();
    }

    /** An error about something at this place that may be right and is not read here. */
    ProblemException unsupported(String key, String what, String got, String allowed) {
        return Problem
                .unusable("%s: %s (got %s, allowed %s). Export the model without it.".formatted(at(key), what, got,
                        allowed))
                .exception();
    }

    private String at(String key) { return path.isEmpty() ? key : path + "/" + key; }

    private int whole(JsonNode value, String key, int least, int most) {
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most) || number != Math.rint(number)) {
            throw wrong(key, "not a whole number in range", describe(value), least + " to " + most);
        }
        return (int) number;
    }

    private float real(JsonNode value, String key) {
        float number = value.isNumber() ? (float) value.doubleValue() : Float.NaN;
        if (!Float.isFinite(number)) throw wrong(key, "not a finite number", describe(value), "a finite number");
        return number;
    }

    private static String describe(JsonNode value) {
        String text = value.isMissingNode()
                ? "nothing"
                : value.isContainer()
                        ? value.getNodeType().name().toLowerCase(
                                java.util.Locale.ROOT)
                        : value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
