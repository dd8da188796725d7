// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RequestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file that an input names: a parameter's only one, or one of its list.
 *
 * @param index
 *            in the list, from 0
 * @param url
 *            as it was given, a data URI too
 */
record NamedFile(Parameter<?> parameter, ParameterType.FileUrl type, OptionalInt index, String url) {
    static NamedFile of(Parameter<String> parameter, String url) {
        return new NamedFile(parameter, ParameterType.FileUrl.of(parameter), OptionalInt.empty(), url);
    }

    static NamedFile of(Parameter<List<String>> parameter, int index, String url) {
        return new NamedFile(parameter, ParameterType.FileUrls.of(parameter).each(), OptionalInt.of(index), url);
    }

    /** All that an input names, as far as it is what its parameters want and is read. */
    static List<NamedFile> in(Map<String, Object> input, List<Parameter<?>> parameters) {
        boolean several = RequestReader.isSeveral(input, parameters);
        List<NamedFile> files = new ArrayList<>();
        for (Parameter<?> parameter : parameters) {
            if (several && parameter.equals(Parameters.PICTURE)) continue;
            Object value = input.get(parameter.name());
            switch (parameter.type()) {
                case ParameterType.FileUrl type -> {
                    if (value instanceof String url) {
                        files.add(new NamedFile(parameter, type, OptionalInt.empty(), url));
                    }
                }
                case ParameterType.FileUrls type -> {
                    if (!(value instanceof List<?> urls)) continue;
                    for (int i = 0; i < urls.size(); i++) {
                        if (urls.get(i) instanceof String url) {
                            files.add(new NamedFile(parameter, type.each(), OptionalInt.of(i), url));
                        }
                    }
                }
                default -> {}
            }
        }
        return files;
    }

    /** Whether the input brings the file along. */
    boolean isData() {
        return url.strip().regionMatches(true, 0, "data:", 0, 5);
    }

    /** A name for it that is the only one of its kind in an input, and a file's on every system. */
    String id() {
        return index.isEmpty() ? parameter.name() : parameter.name() + "." + index.getAsInt();
    }

    /** What messages call it. */
    String noun() {
        return index.isEmpty() ? type.noun() : type.noun() + " " + (index.getAsInt() + 1);
    }

    /** A message about a file of its kind, as one about this file. */
    String said(String message) {
        return index.isEmpty() ? message : message.replaceFirst("^" + type.noun() + "\\b", noun());
    }

    /** Names another file in its place. */
    void replaceIn(Map<String, Object> input, String other) {
        if (index.isEmpty()) {
            input.put(parameter.name(), other);
        } else if (input.get(parameter.name()) instanceof List<?> urls) {
            List<Object> changed = new ArrayList<>(urls);
            changed.set(index.getAsInt(), other);
            input.put(parameter.name(), changed);
        }
    }

    /** A problem with it. */
    Problem problem(Problem.Kind kind, String message, Map<String, Object> context, Optional<Object> given) {
        return new Problem.Field(kind, parameter.name(), message, context, given);
    }

    /** That it cannot be had. */
    Problem unreachable(String why, Optional<Object> given) {
        return problem(Problem.Kind.FILE_DOWNLOAD_ERROR,
                "File download error: " + (index.isEmpty() ? "" : noun() + ": ") + why, Map.of(), given);
    }

    /** That it has more bytes than allowed. */
    Problem tooLarge(long limit, Optional<Object> given) {
        return problem(Problem.Kind.FILE_TOO_LARGE,
                "%s: the file is too large (allowed %d bytes). %s".formatted(noun(), limit, type.ifTooLarge()),
                Map.of("max_size", limit), given);
    }

    /** That it is a data URI that is none. */
    Problem undecodable(Optional<Object> given) {
        return problem(Problem.Kind.IMAGE_LOAD_ERROR,
                "%s: the data URI cannot be decoded. Send base64 behind \"data:image/png;base64,\"."
                        .formatted(noun()),
                Map.of(), given);
    }
}
