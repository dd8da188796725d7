// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.util.Optional;

/**
 * One request parameter: the key under which its value is asked for, and everything that validation, the OpenAPI
 * document, the command line, the form and the log of unused parameters need to know about it. All of them are in
 * {@link Parameters}.
 *
 * @param name
 *            in the API; the command line uses it too
 * @param group
 *            where a form puts it
 * @param affects
 *            which part of a run it is for
 * @param fallback
 *            the value when a request has none; empty when it is required or chosen at run time
 * @param description
 *            one or two sentences for people
 */
public record Parameter<T>(String name, Group group, Affects affects, ParameterType<T> type, Optional<T> fallback,
        String description) {
    /** Where a form or a help text puts a parameter. */
    public enum Group {
        BASIC,
        STRUCTURE,
        SHAPE,
        TEXTURE,
        MESH,
        /** Not part of fal's published schema: ours, optional. */
        EXTENSION
    }

    /** The part of a run that a parameter is for. */
    public enum Affects {
        /** What an engine makes of the picture; an engine says which of these it has no use for. */
        DECODING,
        /** What the export makes of a decoded volume. */
        EXPORT,
        /** What is written in the end, or by whom. */
        RUN
    }

    /** A value as JSON shows it. */
    public Object json(T value) { return type.json(value); }

    /** The default as JSON shows it. */
    public Optional<Object> fallbackJson() { return fallback.map(this::json); }

    /** Whether a request must give it. */
    public boolean isRequired() { return type instanceof ParameterType.FileUrl; }

    /** Whether null is a value: it stands for the choice at run time then, as an absent value does. */
    public boolean isNullable() {
        return !isRequired() && fallback.isEmpty();
    }
}
