// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.engine.GenerateRequest.AlphaMode;
import dev.pixal3d.engine.GenerateRequest.Background;
import dev.pixal3d.engine.GenerateRequest.Compression;
import dev.pixal3d.engine.GenerateRequest.DecimationUnit;
import dev.pixal3d.engine.GenerateRequest.EngineChoice;
import dev.pixal3d.engine.GenerateRequest.Finish;
import dev.pixal3d.engine.GenerateRequest.Front;
import dev.pixal3d.engine.GenerateRequest.RemeshMode;
import dev.pixal3d.engine.GenerateRequest.Sampling;
import dev.pixal3d.engine.GenerateRequest.ShapePrior;
import dev.pixal3d.engine.GenerateRequest.TextureFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Turns a JSON object (as maps, lists, strings, numbers, booleans; explicit nulls count as absent) into a
 * {@link GenerateRequest}, coercing the way pydantic does: "12" and 12.0 are whole numbers, 12.5 is not; "true", "1",
 * "on" are true. Unknown fields are ignored, as fal ignores them. Pure; thread-safe.
 */
public final class RequestReader {
    /** What reading gives. */
    public sealed interface Outcome {
        record Valid(GenerateRequest request) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}
    }

    private final Map<String, ?> json;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    private RequestReader(Map<String, ?> json) { this.json = json; }

    /**
     * Reads and checks all parameters.
     *
     * @param seeds
     *            draws the seed when the request has none
     */
    public static Outcome read(Map<String, ?> json, RandomGenerator seeds) {
        RequestReader reader = new RequestReader(json);
        Parameters.ALL.forEach(reader::readOne);
        return reader.violations.isEmpty()
                ? new Outcome.Valid(reader.request(seeds))
                : new Outcome.Invalid(List.copyOf(reader.violations));
    }

    private void readOne(Parameter parameter) {
        Object raw = json.get(parameter.name());
        if (raw == null) {
            if (parameter instanceof Parameter.Picture) {
                report(parameter, "missing", "Field required", Map.of(), json);
            }
            parameter.fallback().ifPresent(v -> values.put(parameter.name(), v.toString()));
            return;
        }
        Optional<?> value = switch (parameter) {
            case Parameter.Picture p -> text(p, raw);
            case Parameter.Whole p -> whole(p, raw);
            case Parameter.Real p -> real(p, raw);
            case Parameter.Choice p -> choice(p, raw);
            case Parameter.Flag p -> flag(p, raw);
        };
        value.ifPresent(v -> values.put(parameter.name(), v));
    }

    private Optional<String> text(Parameter p, Object raw) {
        if (!(raw instanceof String s))
            return report(p, "string_type", "Input should be a valid string", Map.of(), raw);
        if (s.isBlank()) {
            return report(p, "sequence_too_short", "String should have at least 1 character", Map.of("min_length", 1),
                    raw);
        }
        return Optional.of(s);
    }

    private Optional<Long> whole(Parameter.Whole p, Object raw) {
        double number = number(raw);
        if (Double.isNaN(number)) {
            return raw instanceof String
                    ? report(p, "int_parsing", "Input should be a valid integer, unable to parse string as an integer",
                            Map.of(), raw)
                    : report(p, "int_type", "Input should be a valid integer", Map.of(), raw);
        }
        if (number != Math.rint(number)) {
            return raw instanceof String
                    ? report(p, "int_parsing", "Input should be a valid integer, unable to parse string as an integer",
                            Map.of(), raw)
                    : report(p, "int_from_float",
                            "Input should be a valid integer, got a number with a fractional part",
                            Map.of(), raw);
        }
        return inRange(p, number, p.min(), p.max(), raw, p.min(), p.max())
                ? Optional.of((long) number)
                : Optional.empty();
    }

    private Optional<Double> real(Parameter.Real p, Object raw) {
        double number = number(raw);
        if (Double.isNaN(number)) {
            return raw instanceof String
                    ? report(p, "float_parsing", "Input should be a valid number, unable to parse string as a number",
                            Map.of(), raw)
                    : report(p, "float_type", "Input should be a valid number", Map.of(), raw);
        }
        return inRange(p, number, p.min(), p.max(), raw, shown(p.min()), shown(p.max()))
                ? Optional.of(number)
                : Optional.empty();
    }

    private Optional<String> choice(Parameter.Choice p, Object raw) {
        String text = raw instanceof Number n && n.doubleValue() == n.longValue()
                ? Long.toString(n.longValue())
                : raw.toString();
        boolean typed = raw instanceof String || p.numeric() && raw instanceof Number;
        if (typed && p.values().contains(text)) return Optional.of(text);
        List<Object> expected = p.values().stream().<Object>map(v -> p.numeric() ? Integer.valueOf(v) : v).toList();
        String listed = expected.stream().map(v -> p.numeric() ? v.toString() : "'" + v + "'")
                .collect(Collectors.joining(" or "));
        return report(p, "one_of", "Input should be " + listed, Map.of("expected", expected), raw);
    }

    private Optional<Boolean> flag(Parameter.Flag p, Object raw) {
        return switch (raw.toString().toLowerCase(Locale.ROOT)) {
            case "true", "1", "1.0", "on", "yes", "y", "t" -> Optional.of(true);
            case "false", "0", "0.0", "off", "no", "n", "f" -> Optional.of(false);
            default -> report(p, "bool_parsing", "Input should be a valid boolean, unable to interpret input", Map.of(),
                    raw);
        };
    }

    private boolean inRange(Parameter p, double number, double min, double max, Object raw, Object ge, Object le) {
        if (number < min) {
            report(p, "greater_than_equal", "Input should be greater than or equal to " + ge, Map.of("ge", ge), raw);
        } else if (number > max) {
            report(p, "less_than_equal", "Input should be less than or equal to " + le, Map.of("le", le), raw);
        }
        return number >= min && number <= max;
    }

    private <T> Optional<T> report(Parameter p, String type, String message, Map<String, Object> context, Object raw) {
        violations.add(new Violation(p.name(), type, message, context, Optional.of(raw)));
        return Optional.empty();
    }

    /** The finite number that a JSON value stands for, or NaN. */
    private static double number(Object raw) {
        if (raw instanceof Number n) return Double.isFinite(n.doubleValue()) ? n.doubleValue() : Double.NaN;
        if (!(raw instanceof String s) || !s.strip().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?")) {
            return Double.NaN;
        }
        double number = Double.parseDouble(s.strip());
        return Double.isFinite(number) ? number : Double.NaN;
    }

    private static Object shown(double bound) { return bound == Math.rint(bound) ? (Object) (long) bound : bound; }

    private GenerateRequest request(RandomGenerator seeds) {
        int seed = values.containsKey("seed") ? integer("seed") : seeds.nextInt(Integer.MAX_VALUE);
        return new GenerateRequest(string("image_url"), seed, integer("resolution"), sampling("ss"),
                sampling("shape_slat"), sampling("tex_slat"), decimal("mesh_scale"), integer("max_num_tokens"),
                integer("decimation_target"), integer("texture_size"), flag("remesh"),
                values.containsKey("camera_angle_x")
                        ? OptionalDouble.of(decimal("camera_angle_x"))
                        : OptionalDouble.empty(),
                word(Background.class, "background"), word(TextureFormat.class, "texture_format"),
                word(Front.class, "front"), word(DecimationUnit.class, "decimation_unit"), finish(),
                word(ShapePrior.class, "shape_prior"), word(EngineChoice.class, "engine"));
    }

    private Finish finish() {
        boolean normalMap = values.containsKey("normal_map")
                ? flag("normal_map")
                : Finish.normalMapHelps(integer("decimation_target"), word(DecimationUnit.class, "decimation_unit"));
        return new Finish(normalMap, flag("occlusion_map"), word(AlphaMode.class, "alpha_mode"),
                word(Compression.class, "geometry_compression"), word(RemeshMode.class, "remesh_mode"));
    }

    private boolean flag(String name) { return Boolean.parseBoolean(string(name)); }

    private Sampling sampling(String stage) {
        return new Sampling(decimal(stage + "_guidance_strength"), decimal(stage + "_guidance_rescale"),
                integer(stage + "_sampling_steps"), decimal(stage + "_rescale_t"));
    }

    private String string(String name) { return String.valueOf(values.get(name)); }

    private int integer(String name) { return Integer.parseInt(string(name)); }

    private double decimal(String name) { return Double.parseDouble(string(name)); }

    private <E extends Enum<E>> E word(Class<E> type, String name) {
        return Enum.valueOf(type, string(name).toUpperCase(Locale.ROOT));
    }
}
