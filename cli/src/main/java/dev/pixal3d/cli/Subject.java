// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one model is made of.
 *
 * @param pictures
 *            one, or several of the same object, the front first
 * @param given
 *            parameters by API name; {@code cameras} among them where there are several pictures
 */
record Subject(List<PictureSource> pictures, Map<String, Object> given) {
    private static final Pattern NUMBERED = Pattern.compile("^image (\\d{1,3}): ");

    /** The one that the model is called after. */
    PictureSource main() { return pictures.getFirst(); }

    /**
     * The request for it.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when an option's value is not allowed
     */
    GenerateRequest request() {
        if (!isSeveral()) return ParameterOptions.request(main().shown(), given);
        Map<String, Object> json = new LinkedHashMap<>(given);
        json.put(Parameters.PICTURES.name(), pictures.stream().map(PictureSource::shown).toList());
        return ParameterOptions.request(main().shown(), json);
    }

    /** Whether several pictures show one object. */
    boolean isSeveral() {
        return given.containsKey(Parameters.CAMERAS.name());
    }

    /** The picture that a message about "image N" is about; else the one that was worked on. */
    PictureSource blamed(String message, PictureSource worked) {
        Matcher numbered = NUMBERED.matcher(message);
        if (!isSeveral() || !numbered.find()) return worked;
        int number = Integer.parseInt(numbered.group(1));
        return number >= 1 && number <= pictures.size() ? pictures.get(number - 1) : worked;
    }
}
