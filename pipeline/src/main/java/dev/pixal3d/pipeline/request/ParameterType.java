// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Which values a parameter takes.
 *
 * @param <T>
 *            what the program works with
 */
public sealed interface ParameterType<T> {
    /** How help texts show the allowed values. */
    String allowed();

    /** A value as JSON shows it: a number, a text, a boolean, or a list. */
    Object json(T value);

    /**
     * A file, as a URL or a data URI. Required.
     *
     * @param noun
     *            what messages call it
     * @param example
     *            a URL to show
     * @param ifTooLarge
     *            what to do about a file of too many bytes, as a sentence
     */
    record FileUrl(String noun, String example, String ifTooLarge) implements ParameterType<String> {
        /**
         * The type of a parameter that names a file.
         *
         * @throws IllegalArgumentException
         *             when it names none
         */
        public static FileUrl of(Parameter<String> parameter) {
            if (parameter.type() instanceof FileUrl type) return type;
            throw new IllegalArgumentException(parameter.name() + ": names no file");
        }

        @Override
        public String allowed() { return "URL"; }

        @Override
        public Object json(String value) { return value; }
    }

    /**
     * Several files.
     *
     * @param each
     *            one of them
     * @param most
     *            how many there may be
     */
    record FileUrls(FileUrl each, int most) implements ParameterType<List<String>> {
        /**
         * The type of a parameter that names files.
         *
         * @throws IllegalArgumentException
         *             when it names none
         */
        public static FileUrls of(Parameter<List<String>> parameter) {
            if (parameter.type() instanceof FileUrls type) return type;
            throw new IllegalArgumentException(parameter.name() + ": names no files");
        }

        @Override
        public String allowed() { return "URL,URL..."; }

        @Override
        public Object json(List<String> value) { return value; }
    }

    /** Where pictures were taken from, one camera a picture. */
    record Cameras() implements ParameterType<List<ViewCamera>> {
        @Override
        public String allowed() { return "front|right|back|left or poses"; }

        @Override
        public Object json(List<ViewCamera> value) { return value.stream().map(ViewCamera::json).toList(); }
    }

    /** A whole number in [min, max]; with the limits of 64 bits, no limit is shown. */
    record Whole<T extends Number>(long min, long max, LongFunction<T> of) implements ParameterType<T> {
        /** Whether any number of 64 bits is allowed. */
        public boolean isUnlimited() {
            return min == Long.MIN_VALUE && max == Long.MAX_VALUE;
        }

        @Override
        public String allowed() { return isUnlimited() ? "INTEGER" : min + ".." + max; }

        @Override
        public Object json(T value) { return value; }
    }

    /** A finite number in [min, max]. */
    record Real(double min, double max) implements ParameterType<Double> {
        @Override
        public String allowed() { return min + ".." + max; }

        @Override
        public Object json(Double value) { return value; }
    }

    /**
     * One of a few values.
     *
     * @param word
     *            a value's text
     * @param numeric
     *            whether the values are whole numbers; both the number and its text are accepted then
     */
    record Choice<T>(List<T> values, Function<T, String> word, boolean numeric) implements ParameterType<T> {
        /** The constants of an enum, in lower case. */
        static <E extends Enum<E>> Choice<E> of(Class<E> type) {
            return new Choice<>(List.of(type.getEnumConstants()), e -> e.name().toLowerCase(Locale.ROOT), false);
        }

        static Choice<String> of(Stream<String> words) { return new Choice<>(words.toList(), w -> w, false); }

        static Choice<Integer> of(Integer... numbers) { return new Choice<>(List.of(numbers), String::valueOf, true); }

        public List<String> words() { return values.stream().map(word).toList(); }

        /** The value of that text. */
        public Optional<T> find(String text) {
            return values.stream().filter(v -> word.apply(v).equals(text)).findFirst();
        }

        @Override
        public String allowed() { return String.join("|", words()); }

        @Override
        public Object json(T value) { return numeric ? value : word.apply(value); }
    }

    /** True or false. */
    record Flag() implements ParameterType<Boolean> {
        @Override
        public String allowed() { return "true|false"; }

        @Override
        public Object json(Boolean value) { return value; }
    }
}
