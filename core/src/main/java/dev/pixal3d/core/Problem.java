// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An error that a user can mend. Whatever is not a Problem is a bug. Its message says what is wrong and what to do, is
 * the same on every way to the user, and names no path of the machine: the file, if it is about one, stands beside it.
 */
public sealed interface Problem {
    /** JSON's null as an offending value. */
    Object NULL = Optional.empty();

    /** The request field that brings the picture. */
    String PICTURE = "image_url";

    Kind kind();

    /** One sentence or more for people. */
    String message();

    /**
     * A request's field, or an option of that name.
     *
     * @param field
     *            the parameter's name
     * @param context
     *            the kind's figures, e.g. {@code le -> 50}
     * @param input
     *            the offending JSON value; empty when there is none to show
     */
    record Field(Kind kind, String field, String message, Map<String, Object> context, Optional<Object> input)
            implements
                Problem {}

    /**
     * A file.
     *
     * @param file
     *            its path, as the user gave it
     */
    record File(Kind kind, String file, String message) implements Problem {}

    /** Neither: a whole command line, or the machine. */
    record General(Kind kind, String message) implements Problem {}

    /** A picture that cannot be used. */
    static Problem picture(Kind kind, String message) {
        return picture(kind, message, Map.of());
    }

    /** As {@link #picture(Kind, String)}, with the kind's figures. */
    static Problem picture(Kind kind, String message, Map<String, Object> context) {
        return new Field(kind, PICTURE, message, context, Optional.empty());
    }

    /** Options or settings that do not make sense. */
    static Problem usage(String message) {
        return new General(Kind.BAD_REQUEST, message);
    }

    /** A file that cannot be used; the message names it. */
    static Problem unusable(String message) {
        return new General(Kind.UNUSABLE_FILE, message);
    }

    /** The exception that carries this problem to whoever can tell the user. */
    default ProblemException exception() {
        return new ProblemException(this);
    }

    /** How the command line shows it: the file in front. */
    default String line() {
        return this instanceof File(Kind _, String file, String message) && !file.isEmpty()
                ? file + ": " + message
                : message();
    }

    /**
     * What kind of error: the one table of what it means to a program. The names are fal's error types and pydantic's
     * where one exists.
     */
    enum Kind {
        // a parameter's value
        MISSING(422, ExitCode.USAGE),
        STRING_TYPE(422, ExitCode.USAGE),
        SEQUENCE_TOO_SHORT(422, ExitCode.USAGE),
        INT_TYPE(422, ExitCode.USAGE),
        INT_PARSING(422, ExitCode.USAGE),
        INT_FROM_FLOAT(422, ExitCode.USAGE),
        FLOAT_TYPE(422, ExitCode.USAGE),
        FLOAT_PARSING(422, ExitCode.USAGE),
        BOOL_PARSING(422, ExitCode.USAGE),
        BOOL_TYPE(422, ExitCode.USAGE),
        ONE_OF(422, ExitCode.USAGE),
        GREATER_THAN_EQUAL(422, ExitCode.USAGE),
        LESS_THAN_EQUAL(422, ExitCode.USAGE),
        LIST_TYPE(422, ExitCode.USAGE),
        TOO_SHORT(422, ExitCode.USAGE),
        TOO_LONG(422, ExitCode.USAGE),
        /** Values that do not fit each other, or say nothing that can be. */
        VALUE_ERROR(422, ExitCode.USAGE),
        /** Options or settings that do not make sense. */
        BAD_REQUEST(400, ExitCode.USAGE),

        // the picture
        /** It cannot be fetched. */
        FILE_DOWNLOAD_ERROR(422, ExitCode.INPUT),
        /** More bytes than allowed. */
        FILE_TOO_LARGE(422, ExitCode.INPUT),
        /** Not one of the formats that are read. */
        UNSUPPORTED_IMAGE_FORMAT(422, ExitCode.INPUT),
        /** Damaged, cut short, or without an object. */
        IMAGE_LOAD_ERROR(422, ExitCode.INPUT),
        /** More pixels than allowed. */
        IMAGE_TOO_LARGE(422, ExitCode.INPUT),
        /** The picture is fine, but the engine found no object in it. */
        NO_MEDIA_GENERATED(422, ExitCode.INPUT),

        // other files
        /** A model, a volume or a folder that cannot be read or written. */
        UNUSABLE_FILE(422, ExitCode.INPUT),

        // the machine
        /** The engine asked for has no weights here. */
        FEATURE_NOT_SUPPORTED(422, ExitCode.MODEL_MISSING),
        /** The engine's weights are there and cannot be used: not the caller's fault. */
        DOWNSTREAM_SERVICE_UNAVAILABLE(500, ExitCode.MODEL_MISSING),
        /** Not enough memory for what was asked. */
        INTERNAL_SERVER_ERROR(500, ExitCode.MEMORY),
        /** No room on a disk for what was made or fetched. */
        INSUFFICIENT_STORAGE(507, ExitCode.DISK_FULL);

        private final int status;
        private final int exitCode;

        Kind(int status, int exitCode) {
            this.status = status;
            this.exitCode = exitCode;
        }

        /** HTTP status. */
        public int status() { return status; }

        /** The {@code error_type} on the wire, e.g. {@code image_load_error}. */
        public String type() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** One of {@link ExitCode}. */
        public int exitCode() { return exitCode; }
    }
}
