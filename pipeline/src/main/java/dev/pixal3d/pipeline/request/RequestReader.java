// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Turns a JSON object (as maps, lists, strings, numbers, booleans) into a {@link GenerateRequest}, coercing the way
 * pydantic does and finding fault in its words: "12" and 12.0 are whole numbers, 12.5 is not; "true", "1", "on" are
 * true. An explicit null is a value like any other: of the parameters that have no default it means absent, of the
 * others it is of the wrong type. Unknown fields are ignored, as fal ignores them; but whoever sends several pictures
 * of one object must not get an answer about one of them. Pure; thread-safe.
 */
public final class RequestReader {
    private final Map<String, ?> json;
    /** Whether several pictures stand in place of one. */
    private final boolean several;
    private final List<Problem> problems = new ArrayList<>();
    private Settings settings = Settings.DEFAULTS;

    private RequestReader(Map<String, ?> json, List<Parameter<?>> parameters) {
        this.json = json;
        this.several = isSeveral(json, parameters);
    }

    /** Whether an input names several pictures, so that its single one is not read. */
    public static boolean isSeveral(Map<String, ?> json, List<Parameter<?>> parameters) {
        return parameters.contains(Parameters.PICTURES) && json.get(Parameters.PICTURES.name()) != null;
    }

    /**
     * Reads and checks all parameters.
     *
     * @param seeds
     *            draws the seed when the request has none
     * @throws ProblemException
     *             with all that is wrong
     */
    public static GenerateRequest read(Map<String, ?> json, RandomGenerator seeds) {
        return GenerateRequest.of(read(json, Parameters.ALL), seeds);
    }

    /**
     * Reads and checks some parameters.
     *
     * @throws ProblemException
     *             with all that is wrong
     */
    public static Settings read(Map<String, ?> json, List<Parameter<?>> parameters) {
        RequestReader reader = new RequestReader(json, parameters);
        String views = Parameters.PICTURES.name();
        if (json.get(views) != null && parameters.contains(Parameters.PICTURE) && !reader.several) {
            throw new Problem.Field(Problem.Kind.FEATURE_NOT_SUPPORTED, views,
                    views + ": several pictures of one object are not read here. Send one picture as "
                            + Parameters.PICTURE.name() + ".",
                    Map.of(), Optional.of(json.get(views))).exception();
        }
        parameters.forEach(reader::readOne);
        if (reader.problems.isEmpty()) reader.compareViews();
        if (!reader.problems.isEmpty()) throw new ProblemException(reader.problems);
        return reader.settings;
    }

    private <T> void readOne(Parameter<T> parameter) {
        if (several && parameter.equals(Parameters.PICTURE)) return;
        Object raw = json.get(parameter.name());
        if (raw != null) {
            value(parameter, raw).ifPresent(v -> settings = settings.with(parameter, v));
        } else if (json.containsKey(parameter.name())) {
            if (!parameter.isNullable()) value(parameter, Problem.NULL);
        } else if (parameter.isRequired()) {
            report(parameter, Problem.Kind.MISSING, "Field required", Map.of(), json);
        }
    }

    @SuppressWarnings("unchecked") // each type reads values of its own
    private <T> Optional<T> value(Parameter<T> parameter, Object raw) {
        return (Optional<T>) switch (parameter.type()) {
            case ParameterType.FileUrl _ -> text(parameter, raw);
            case ParameterType.FileUrls type -> texts(parameter, type, raw);
            case ParameterType.Cameras _ -> cameras(parameter, raw);
            case ParameterType.Whole<?> type -> whole(parameter, type, raw);
            case ParameterType.Real type -> real(parameter, type, raw);
            case ParameterType.Choice<T> type -> choice(parameter, type, raw);
            case ParameterType.Flag _ -> flag(parameter, raw);
        };
    }

    private Optional<String> text(Parameter<?> p, Object raw) {
        if (!(raw instanceof String s)) {
            return report(p, Problem.Kind.STRING_TYPE, "Input should be a valid string", Map.of(), raw);
        }
        if (s.isBlank()) {
            return report(p, Problem.Kind.SEQUENCE_TOO_SHORT, "String should have at least 1 character",
                    Map.of("min_length", 1), raw);
        }
        return Optional.of(s);
    }

    private Optional<List<String>> texts(Parameter<?> p, ParameterType.FileUrls type, Object raw) {
        if (!(raw instanceof List<?> list)) {
            return report(p, Problem.Kind.LIST_TYPE, "Input should be a valid list", Map.of(), raw);
        }
        if (list.isEmpty()) {
            return report(p, Problem.Kind.TOO_SHORT, "List should have at least 1 item after validation, not 0",
                    Map.of("min_length", 1), raw);
        }
        if (list.size() > type.most()) {
            return report(p, Problem.Kind.TOO_LONG, "List should have at most %d items after validation, not %d"
                    .formatted(type.most(), list.size()), Map.of("max_length", type.most()), raw);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof String s && !s.isBlank()) {
                texts.add(s);
            } else {
                report(p, Problem.Kind.STRING_TYPE, "Input should be a valid string, and not empty (item %d)"
                        .formatted(i + 1), Map.of("index", i),
                        Optional.<Object>ofNullable(list.get(i))
                                .orElse(Problem.NULL));
            }
        }
        return texts.size() == list.size() ? Optional.of(List.copyOf(texts)) : Optional.empty();
    }

    private Optional<List<ViewCamera>> cameras(Parameter<?> p, Object raw) {
        if (!(raw instanceof List<?> list)) {
            return report(p, Problem.Kind.LIST_TYPE, "Input should be a valid list", Map.of(), raw);
        }
        try {
            return Optional.of(ViewCameraReader.read(list));
        } catch (IllegalArgumentException e) {
            return report(p, Problem.Kind.VALUE_ERROR, "Value error, " + e.getMessage(), Map.of(), raw);
        }
    }

    /** Whether cameras and pictures fit each other. */
    private void compareViews() {
        int pictures = settings.find(Parameters.PICTURES).map(List::size).orElse(1);
        Optional<List<ViewCamera>> cameras = settings.find(Parameters.CAMERAS);
        if (cameras.isPresent()) {
            ViewCameraReader.misfit(cameras.get(), pictures, settings.find(Parameters.CAMERA_ANGLE_X).isPresent())
                    .ifPresent(why -> unfit(Parameters.CAMERAS, why));
        } else if (pictures > ViewCamera.Side.values().length) {
            unfit(Parameters.PICTURES, pictures + " pictures have more sides than front, right, back and left. Say "
                    + "with " + Parameters.CAMERAS.name() + " where each was taken from");
        }
    }

    private void unfit(Parameter<?> p, String message) {
        report(p, Problem.Kind.VALUE_ERROR, "Value error, " + message, Map.of(),
                Optional.<Object>ofNullable(json.get(p.name())).orElse(Problem.NULL));
    }

    private Optional<?> whole(Parameter<?> p, ParameterType.Whole<?> type, Object raw) {
        Optional<BigDecimal> number = number(raw);
        if (number.isEmpty() || raw instanceof String && !isWhole(number.get())) {
            return raw instanceof String
                    ? report(p, Problem.Kind.INT_PARSING,
                            "Input should be a valid integer, unable to parse string as an integer", Map.of(), raw)
                    : report(p, Problem.Kind.INT_TYPE, "Input should be a valid integer", Map.of(), raw);
        }
        if (!isWhole(number.get())) {
            return report(p, Problem.Kind.INT_FROM_FLOAT,
                    "Input should be a valid integer, got a number with a fractional part", Map.of(), raw);
        }
        return inRange(p, number.get(), BigDecimal.valueOf(type.min()), BigDecimal.valueOf(type.max()), raw)
                ? Optional.of(type.of().apply(number.get().longValueExact()))
                : Optional.empty();
    }

    private static boolean isWhole(BigDecimal number) { return number.stripTrailingZeros().scale() <= 0; }

    private Optional<Double> real(Parameter<?> p, ParameterType.Real type, Object raw) {
        Optional<BigDecimal> number = number(raw);
        if (number.isEmpty()) {
            return raw instanceof String
                    ? report(p, Problem.Kind.FLOAT_PARSING,
                            "Input should be a valid number, unable to parse string as a number", Map.of(), raw)
                    : report(p, Problem.Kind.FLOAT_TYPE, "Input should be a valid number", Map.of(), raw);
        }
        return inRange(p, number.get(), BigDecimal.valueOf(type.min()), BigDecimal.valueOf(type.max()), raw)
                ? Optional.of(number.get().doubleValue())
                : Optional.empty();
    }

    private <T> Optional<T> choice(Parameter<T> p, ParameterType.Choice<T> type, Object raw) {
        boolean typed = raw instanceof String || type.numeric() && raw instanceof Number;
        String text = raw instanceof Number
                ? number(raw).map(n -> isWhole(n) ? n.toBigInteger().toString() : n.toString()).orElse("")
                : raw.toString();
        Optional<T> value = typed ? type.find(text) : Optional.empty();
        if (value.isPresent()) return value;
        List<Object> expected = type.values().stream().map(type::json).toList();
        return report(p, Problem.Kind.ONE_OF, "Input should be " + listed(type), Map.of("expected", expected), raw);
    }

    /** As pydantic lists literals: {@code 'a', 'b' or 'c'}. */
    private static String listed(ParameterType.Choice<?> type) {
        List<String> words = type.words().stream().map(w -> type.numeric() ? w : "'" + w + "'").toList();
        if (words.size() == 1) return words.getFirst();
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    private Optional<Boolean> flag(Parameter<?> p, Object raw) {
        if (!(raw instanceof Boolean) && !(raw instanceof String) && !(raw instanceof Number)) {
            return report(p, Problem.Kind.BOOL_TYPE, "Input should be a valid boolean", Map.of(), raw);
        }
        return switch (raw.toString().toLowerCase(Locale.ROOT)) {
            case "true", "1", "1.0", "on", "yes", "y", "t" -> Optional.of(true);
            case "false", "0", "0.0", "off", "no", "n", "f" -> Optional.of(false);
            default -> report(p, Problem.Kind.BOOL_PARSING,
                    "Input should be a valid boolean, unable to interpret input", Map.of(), raw);
        };
    }

    private boolean inRange(Parameter<?> p, BigDecimal number, BigDecimal min, BigDecimal max, Object raw) {
        if (number.compareTo(min) < 0) {
            report(p, Problem.Kind.GREATER_THAN_EQUAL, "Input should be greater than or equal to " + shown(min),
                    Map.of("ge", shown(min)), raw);
        } else if (number.compareTo(max) > 0) {
            report(p, Problem.Kind.LESS_THAN_EQUAL, "Input should be less than or equal to " + shown(max),
                    Map.of("le", shown(max)), raw);
        }
        return number.compareTo(min) >= 0 && number.compareTo(max) <= 0;
    }

    private <T> Optional<T> report(Parameter<?> p, Problem.Kind kind, String message, Map<String, Object> context,
            Object raw) {
        problems.add(new Problem.Field(kind, p.name(), message, context, Optional.of(raw)));
        return Optional.empty();
    }

    /** The finite number that a JSON value stands for. */
    private static Optional<BigDecimal> number(Object raw) {
        return switch (raw) {
            case BigInteger n -> Optional.of(new BigDecimal(n));
            case BigDecimal n -> Optional.of(n);
            case Double n -> Double.isFinite(n) ? Optional.of(BigDecimal.valueOf(n)) : Optional.empty();
            case Float n -> Float.isFinite(n) ? Optional.of(BigDecimal.valueOf(n)) : Optional.empty();
            case Number n -> Optional.of(BigDecimal.valueOf(n.longValue()));
            case String s when s.strip().matches("[+-]?(\\d{1,400}\\.?\\d{0,400}|\\.\\d{1,400})([eE][+-]?\\d{1,3})?") ->
                Optional.of(new BigDecimal(s.strip()));
            default -> Optional.empty();
        };
    }

    /** A bound without a needless fraction. */
    private static Object shown(BigDecimal bound) {
        return isWhole(bound) ? (Object) bound.longValueExact() : bound.doubleValue();
    }
}
