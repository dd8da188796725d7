// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long networks stay loaded after a run.
 *
 * @param time
 *            none: always
 */
public record KeepLoaded(Optional<Duration> time) {
    /** Ten minutes. */
    public static final KeepLoaded USUAL = new KeepLoaded(Optional.of(Duration.ofMinutes(10)));

    /**
     * Reads {@code always}, {@code 0}, or a number of seconds, minutes or hours: {@code 90s}, {@code 10m}, {@code 2h}.
     */
    public static KeepLoaded parse(String text) {
        if (text.equals("always")) return new KeepLoaded(Optional.empty());
        if (text.equals("0")) return new KeepLoaded(Optional.of(Duration.ZERO));
        if (text.matches("\\d{1,6}[smh]")) {
            return new KeepLoaded(Optional.of(Duration.parse("PT" + text.toUpperCase(Locale.ROOT))));
        }
        throw new IllegalArgumentException("keep-loaded: is no time (got " + text
                + ", allowed always, 0, or a number with s, m or h, e.g. 10m).");
    }

    boolean isNever() { return time.filter(Duration::isZero).isPresent(); }
}
