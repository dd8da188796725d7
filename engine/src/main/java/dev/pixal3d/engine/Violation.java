// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import java.util.Map;
import java.util.Optional;

/**
 * One way in which a request's JSON breaks {@link Parameters}, in the words of fal's (pydantic's) error list.
 *
 * @param field
 *            the parameter's name
 * @param type
 *            error type, e.g. {@code missing}, {@code int_parsing}, {@code greater_than_equal}, {@code one_of}
 * @param message
 *            e.g. "Input should be less than or equal to 50"
 * @param context
 *            the type's figures, e.g. {@code le -> 50}
 * @param input
 *            the offending JSON value; empty when there is none
 */
public record Violation(String field, String type, String message, Map<String, Object> context,
        Optional<Object> input) {}
