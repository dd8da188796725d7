// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of parameters, by parameter; one that was not given has its default. Immutable. */
public final class Settings {
    /** Nothing given. */
    public static final Settings DEFAULTS = new Settings(Map.of());

    private final Map<String, Object> given;

    private Settings(Map<String, Object> given) { this.given = given; }

    /** The same with one more value, which must be one that the parameter allows. */
    public <T> Settings with(Parameter<T> parameter, T value) {
        Map<String, Object> more = new LinkedHashMap<>(given);
        more.put(parameter.name(), value);
        return new Settings(more);
    }

    /**
     * The value, given or by default.
     *
     * @throws IllegalStateException
     *             when the parameter has no default and was not given: {@link #find} is for those
     */
    public <T> T get(Parameter<T> parameter) {
        return find(parameter).orElseThrow(
                () -> new IllegalStateException(parameter.name() + ": has neither a value nor a default"));
    }

    /** The value, given or by default, if there is one. */
    @SuppressWarnings("unchecked") // with() put it there under a parameter of this type
    public <T> Optional<T> find(Parameter<T> parameter) {
        Object value = given.get(parameter.name());
        return value == null ? parameter.fallback() : Optional.of((T) value);
    }

    /** Those of the parameters that were given a value other than their default. */
    public List<Parameter<?>> changed(List<Parameter<?>> parameters) {
        return parameters.stream().filter(this::isChanged).toList();
    }

    private boolean isChanged(Parameter<?> parameter) {
        Object value = given.get(parameter.name());
        return value != null && !Optional.of(value).equals(parameter.fallback());
    }
}
