// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import java.util.List;
import java.util.Optional;

/**
 * One request parameter: everything that validation, the OpenAPI document, the command line and the form need to know
 * about it. The list is {@link Parameters#ALL}.
 */
public sealed interface Parameter {
    /** The name in the API; the command line uses it too. */
    String name();

    /** One sentence for people. */
    String description();

    Group group();

    /** The default as JSON would show it; empty when the parameter is required or chosen at run time. */
    Optional<Object> fallback();

    /** Where a form or a help text puts the parameter. */
    enum Group {
        BASIC, STRUCTURE, SHAPE, TEXTURE, MESH,
        /** Not part of fal's published schema: ours, optional. */
        EXTENSION
    }

    /** The picture, as a URL or a data URI. Required. */
    record Picture(String name, Group group, String description) implements Parameter {
        @Override
        public Optional<Object> fallback() { return Optional.empty(); }
    }

    /** A whole number in [min, max]. */
    record Whole(String name, Group group, long min, long max, Optional<Object> fallback, String description)
            implements
                Parameter {}

    /** A finite number in [min, max]. */
    record Real(String name, Group group, double min, double max, Optional<Object> fallback, String description)
            implements
                Parameter {}

    /**
     * One of a few values.
     *
     * @param numeric
     *            whether the values are whole numbers; both the number and its text are accepted then
     */
    record Choice(String name, Group group, List<String> values, boolean numeric, Optional<Object> fallback,
            String description) implements Parameter {}

    /** True or false. */
    record Flag(String name, Group group, Optional<Object> fallback, String description) implements Parameter {}
}
