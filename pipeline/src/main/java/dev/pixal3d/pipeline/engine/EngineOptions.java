// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The values given for {@link EngineOption}s. Immutable. */
public final class EngineOptions {
    /** None given. */
    public static final EngineOptions NONE = new EngineOptions(Map.of());

    private final Map<String, String> values;

    private EngineOptions(Map<String, String> values) { this.values = values; }

    /** The same with one more value. */
    public EngineOptions with(EngineOption option, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(option.name(), value);
        return new EngineOptions(more);
    }

    /** The value, if one was given. */
    public Optional<String> find(EngineOption option) {
        return Optional.ofNullable(values.get(option.name()));
    }
}
